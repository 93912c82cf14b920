import { assertEquals, assertThrows } from "@std/assert";
import { gzipSync } from "node:zlib";
import { loadCore } from "../../core-wasm/mod.ts";
import { DemlError } from "../../protocol/errors.ts";
import { conversionOf } from "../../protocol/format/conversions.ts";
import { UNPUBLISHED } from "../../protocol/spec/part.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { readDataSet } from "./data_set.ts";
import { plainHead } from "./gzip.ts";
import { mnistSpec } from "./mnist_spec.ts";
import { asDataFailure } from "./plain.ts";
import { formatOf, HEAD, sniff } from "./sniff.ts";

const text = (content: string) => new TextEncoder().encode(content);
const latin1 = (content: string) => Uint8Array.from(content, (one) => one.charCodeAt(0));
const utf16 = (content: string) => new Uint8Array(Uint16Array.from(text(content)).buffer);

/** The beginning of real files. */
const OTHERS: [is: string, head: Uint8Array][] = [
  ["Parquet", latin1("PAR1\x15\x04\x15\x10\x15\x14L")],
  ["Arrow or Feather", latin1("ARROW1\0\0\xff\xff\xff\xff")],
  ["HDF5", latin1("\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0")],
  ["MATLAB", latin1("MATLAB 5.0 MAT-file, Platform: GLNXA64\0\x01IM")],
  ["SQLite", latin1("SQLite format 3\0\x10\0")],
  ["zstd", latin1("\x28\xb5\x2f\xfd\x04\x58")],
  ["bzip2", latin1("BZh91AY&SY\x01\x02")],
  ["xz", latin1("\xfd7zXZ\0\0\x04")],
  ["PNG", latin1("\x89PNG\r\n\x1a\n\0\0\0\rIHDR")],
  ["JPEG", latin1("\xff\xd8\xff\xe0\0\x10JFIF")],
  ["PDF", latin1("%PDF-1.7\n")],
  ["R data", latin1("RDX3\nX\n\0\0\0\x03")],
  ["a Python pickle", latin1("\x80\x04\x95\x0b\0\0\0\0\0\0\0")],
  ["UTF-16 text", utf16("a,b\n1,2\n")],
  ["UTF-16 text", latin1("\xff\xfea\0,\0b\0")],
  ["UTF-32 text", latin1("\xff\xfe\0\0a\0\0\0")],
  ["HTML or XML", text("\ufeff \n<!DOCTYPE html><title>504 Gateway Time-out</title>")],
  ["HTML or XML", text("<html><head>")],
  ["JSON", text(' {"columns": ["a", "b"]}')],
  ["ARFF", text("% The data\n@RELATION iris\n")],
  ["a Git LFS pointer", text("version https://git-lfs.github.com/spec/v1\noid sha256:00\n")],
  ["unknown", latin1("\x01\x02\x03\0")],
];

Deno.test("other kinds of file are recognised, and named by a reader of CSV", () => {
  const base = mnistSpec();
  const spec: CompetitionSpec = {
    ...base,
    test: { cid: UNPUBLISHED, format: "csv", rows: 2, classes: 2, labelColumn: 0 },
    input: { ...base.input, shape: [2], layout: "flat", std: [1] },
  };
  for (const [is, head] of OTHERS) {
    assertEquals<unknown>(sniff(head), { other: is });
    const failure = `data/other-file {"found":"${is}"`;
    assertThrows(() => formatOf(head), DemlError, failure);
    const packed = new Uint8Array(gzipSync(head));
    assertThrows(() => formatOf(plainHead(packed, HEAD)), DemlError, failure);
    const said = `${failure},"format":"csv"}`;
    for (const data of [head, packed]) {
      assertThrows(() => readDataSet(loadCore(), spec, "test", { data }), DemlError, said);
    }
    const pictures = ["PNG", "JPEG", "PDF", "unknown"];
    assertEquals(conversionOf(is) === undefined, pictures.includes(is), is);
  }
  const npy = latin1("\x93NUMPY\x01\0v\0");
  assertThrows(
    () => readDataSet(loadCore(), spec, "test", { data: npy }),
    DemlError,
    'data/other-file {"found":"NPY","format":"csv"}',
  );
  assertThrows(
    () => readDataSet(loadCore(), spec, "test", { data: new Uint8Array() }),
    DemlError,
    "data/empty",
  );
});

Deno.test("a CSV may begin with the letters of another format, or with letters of any language", () => {
  const headers = [
    "PAR1,PAR2,y",
    "BZh,a",
    "ARROW1,b",
    "RDX2,b",
    "MATLAB,b",
    "größe,y",
    "\ufeffa,b",
  ];
  for (const header of headers) {
    assertEquals<unknown>(sniff(text(`${header}\n1,2\n`)), { format: "csv" }, header);
  }
  assertEquals<unknown>(sniff(latin1("gr\xf6\xdfe,y\n1,0\n")), { format: "csv" });
  assertEquals(formatOf(plainHead(new Uint8Array(gzipSync(text("1,2\n"))), HEAD)), "csv");
});

Deno.test("an unforeseen error of a reader is the data's, except if memory ran out", () => {
  const failing = (error: Error) => () =>
    asDataFailure("csv", () => {
      throw error;
    });
  assertThrows(failing(new SyntaxError("odd")), DemlError, 'data/unreadable {"format":"csv"');
  assertThrows(
    failing(new RangeError("Offset is outside the bounds of the DataView")),
    DemlError,
    "data/unreadable",
  );
  assertThrows(failing(new RangeError("Array buffer allocation failed")), RangeError, "allocation");
});
