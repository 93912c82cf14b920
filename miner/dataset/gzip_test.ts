import { assertEquals, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { loadCore } from "../../core-wasm/mod.ts";
import { DemlError } from "../../protocol/errors.ts";
import { largestFiles } from "../../protocol/spec/largest_files.ts";
import { UNPUBLISHED } from "../../protocol/spec/part.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { readDataSet } from "./data_set.ts";
import { gunzip, plainHead } from "./gzip.ts";
import { writeIdx } from "./idx.ts";
import { mnistSpec } from "./mnist_spec.ts";

const text = (content: string) => new TextEncoder().encode(content);
const zip = (content: Uint8Array, level = 9) => new Uint8Array(gzipSync(content, { level }));
const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/** Two rows of two values. */
function spec(test: Record<string, unknown>): CompetitionSpec {
  const base = mnistSpec();
  return {
    ...base,
    test: { cid: UNPUBLISHED, rows: 2, classes: 2, ...test } as CompetitionSpec["test"],
    input: { ...base.input, shape: [2], layout: "flat", std: [1] },
  };
}

Deno.test("gzip round a CSV or round IDX files gives what the plain files give", () => {
  const csv = text("0,1,2\n1,3,4\n");
  const asCsv = spec({ format: "csv", labelColumn: 0 });
  const plain = readDataSet(loadCore(), asCsv, "test", { data: csv });
  assertEquals(plain.inputs, Float32Array.of(1, 2, 3, 4));
  for (const level of [0, 1, 9]) {
    assertEquals(readDataSet(loadCore(), asCsv, "test", { data: zip(csv, level) }), plain);
  }
  const asIdx = spec({ format: "idx", labels: UNPUBLISHED });
  const data = writeIdx([2, 2], Uint8Array.of(1, 2, 3, 4));
  const labels = writeIdx([2], Uint8Array.of(0, 1));
  // Either file may be compressed.
  for (const files of [{ data: zip(data), labels }, { data, labels: zip(labels) }]) {
    assertEquals(readDataSet(loadCore(), asIdx, "test", files), plain);
  }
});

Deno.test("several members are one file, across the pieces in which they are read", () => {
  const long = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * i) >> 7 & 255);
  const members = [long, text("middle"), new Uint8Array(), long];
  const content = gunzip(joined(...members.map((member) => zip(member, 1))), 7_000_000);
  assertEquals(content.length, 6_000_006);
  let at = 0;
  for (const member of members) {
    assertEquals(content.subarray(at, at + member.length), member);
    at += member.length;
  }
});

Deno.test("a file that is cut off, changed or continued is refused wherever that is", () => {
  const content = text("0,1,2\n1,3,4\n".repeat(20));
  const good = zip(content);
  const refused = (bytes: Uint8Array, why: string) =>
    assertThrows(() => gunzip(bytes, 10_000), DemlError, "data/gzip-damaged", why);
  for (let length = 2; length < good.length; length++) {
    refused(good.subarray(0, length), `${length} bytes`);
  }
  // CRC-32 and length are the last eight bytes.
  for (let at = good.length - 8; at < good.length; at++) {
    const changed = good.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    refused(changed, `byte ${at}`);
  }
  for (const more of [[0], [0, 0, 0], [7], [0x1f, 0x8b], [0, ...good], [...good, 0]]) {
    refused(joined(good, Uint8Array.from(more)), `${more.length} bytes more`);
  }
});

Deno.test("a bomb is refused once it has given more than its rows can need", () => {
  const asCsv = spec({ format: "csv", labelColumn: 0 });
  const { data: most } = largestFiles(asCsv.test, asCsv.input);
  const bomb = zip(new Uint8Array(1 << 26));
  assertThrows(
    () => readDataSet(loadCore(), asCsv, "test", { data: bomb }),
    DemlError,
    `data/gzip-too-large {"most":${most}}`,
  );
  // Claiming another length does not help it.
  bomb.set([0xff, 0xff, 0xff, 0x7f], bomb.length - 4);
  assertThrows(() => gunzip(bomb, 1 << 16), DemlError, "data/gzip-too-large");
  const twice = zip(zip(text("0,1,2\n1,3,4\n")));
  assertThrows(
    () => readDataSet(loadCore(), asCsv, "test", { data: twice }),
    DemlError,
    "gzip within gzip",
  );
});

Deno.test("the head of a file is there before the rest of it", () => {
  const content = text("a,b\n".repeat(10_000));
  assertEquals(plainHead(content, 7), content.subarray(0, 7));
  assertEquals(plainHead(zip(content), 7), content.subarray(0, 7));
  assertEquals(plainHead(zip(content).subarray(0, 60), 5), content.subarray(0, 5));
  assertEquals(plainHead(zip(text("ab")), 5), text("ab"));
});
