import { assert, assertEquals, assertThrows } from "@std/assert";
import { deflateSync } from "node:zlib";
import { estimatePacked, pack, unpack } from "./package.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";

const FIXTURES = new URL("../../examples/models/", import.meta.url);
const onnx = Deno.readFileSync(new URL("lenet.onnx", FIXTURES));
const LIMIT = 1_000_000;

function rule(bytes: Uint8Array, limit = LIMIT): string {
  return assertThrows(() => unpack(bytes, { unpackedBytes: limit }), InvalidModel).rule;
}

Deno.test("unpacking returns the same model, bit by bit; shuffled weights take less than plain zlib", () => {
  for (const name of ["lenet", "mlp", "logreg"]) {
    const model = Deno.readFileSync(new URL(`${name}.onnx`, FIXTURES));
    const packed = pack(model);
    assertEquals(unpack(packed, { unpackedBytes: LIMIT }), model);
    // The logistic regression keeps its weights in an attribute, not in raw tensors.
    if (name !== "logreg") assert(packed.length < deflateSync(model, { level: 9 }).length, name);
  }
});

Deno.test("an estimate is within 1 % of the package, for the models that we ship", () => {
  for (const name of ["lenet", "mlp", "logreg"]) {
    const model = Deno.readFileSync(new URL(`${name}.onnx`, FIXTURES));
    const [about, truth] = [estimatePacked(model), pack(model).length];
    assert(Math.abs(about / truth - 1) < 0.01, `${name}: about ${about}, ${truth} in truth`);
  }
});

Deno.test("a reader accepts base64 text, with line breaks, and a bare zlib stream of any window", () => {
  const text = pack(onnx).toBase64().replace(/.{76}/g, "$&\n");
  assertEquals(unpack(new TextEncoder().encode(text), { unpackedBytes: LIMIT }), onnx);
  for (const windowBits of [9, 12, 15]) {
    const stream = deflateSync(onnx, { windowBits });
    assertEquals(unpack(stream, { unpackedBytes: LIMIT }), onnx);
    assertEquals(
      unpack(new TextEncoder().encode(stream.toString("base64")), { unpackedBytes: LIMIT }),
      onnx,
    );
  }
});

Deno.test("a package that is truncated at any byte is INVALID", () => {
  const packed = pack(onnx);
  for (let length = 0; length < packed.length; length += length < 600 ? 1 : 997) {
    const found = rule(packed.subarray(0, length));
    assert(found === "package-format" || found === "package-corrupt", `${length}: ${found}`);
  }
});

Deno.test("a tampered package is INVALID, wherever the change is", () => {
  const packed = pack(onnx);
  for (let at = 0; at < packed.length; at += at < 40 ? 1 : 499) {
    const tampered = packed.slice();
    tampered[at]! ^= 0x10;
    rule(tampered);
  }
  const longer = new Uint8Array(packed.length + 1);
  longer.set(packed);
  assertEquals(rule(longer), "package-corrupt");
});

Deno.test("a package that inflates beyond the limit is INVALID, to the byte", () => {
  const bare = deflateSync(onnx);
  assertEquals(unpack(bare, { unpackedBytes: onnx.length }), onnx);
  assertEquals(rule(bare, onnx.length - 1), "package-size");
  assertEquals(rule(deflateSync(new Uint8Array(100 * LIMIT))), "package-size");
});

Deno.test("ranges of weights that overlap, leave the file or are not floats are refused", () => {
  const model = new Uint8Array(100);
  const section = (ranges: [number, number][], content = model) => {
    const table = new Uint32Array([ranges.length, ...ranges.flat()]);
    const payload = new Uint8Array(4 * table.length + content.length);
    payload.set(new Uint8Array(table.buffer));
    payload.set(content, 4 * table.length);
    const stream = deflateSync(payload);
    const packed = new Uint8Array(6 + stream.length);
    packed.set([0x44, 0x45, 0x4d, 0x4c, 1, 1]);
    packed.set(stream, 6);
    return packed;
  };
  assertEquals(unpack(section([[8, 64]]), { unpackedBytes: LIMIT }).length, 100);
  const wrong: [number, number][][] = [
    [[8, 64], [60, 8]],
    [[8, 64], [4, 4]],
    [[96, 8]],
    [[0, 0]],
    [[0, 3]],
    [[0xffffffff, 4]],
    [[0, 0xfffffffc]],
  ];
  for (const ranges of wrong) assertEquals(rule(section(ranges)), "package-corrupt");
  const huge = deflateSync(new Uint8Array([0xff, 0xff, 0xff, 0xff]));
  assertEquals(
    rule(new Uint8Array([0x44, 0x45, 0x4d, 0x4c, 1, 1, ...huge])),
    "package-corrupt",
  );
});

Deno.test("unknown versions and flags, and bytes that are not a package, are refused", () => {
  const packed = pack(onnx);
  for (const [at, value] of [[4, 0], [4, 2], [5, 2], [5, 0x81]]) {
    const other = packed.slice();
    other[at!] = value!;
    assertEquals(rule(other), "package-format");
  }
  assertEquals(rule(onnx), "package-format");
  assertEquals(rule(new TextEncoder().encode("\x80\x04pickle")), "package-format");
  assertEquals(rule(new TextEncoder().encode("aGVsbG8=")), "package-format");
});
