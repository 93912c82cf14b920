import { assertEquals, assertThrows } from "@std/assert";
import { DemlError } from "../../protocol/errors.ts";
import { readIdx, writeIdx } from "./idx.ts";

/** Two rows of three float32, big-endian. */
function floats(values: number[]): Uint8Array {
  const bytes = new Uint8Array(12 + 4 * values.length);
  bytes.set([0, 0, 0x0d, 2, 0, 0, 0, 2, 0, 0, 0, 3]);
  const view = new DataView(bytes.buffer);
  values.forEach((value, at) => view.setFloat32(12 + 4 * at, value));
  return bytes;
}

Deno.test("IDX files of bytes and of floats give their shape and their values", () => {
  const pixels = Uint8Array.of(0, 1, 127, 128, 254, 255);
  assertEquals(readIdx(writeIdx([1, 2, 3], pixels)), { shape: [1, 2, 3], data: pixels });
  const values = [-1.5, 0, 0.25, 1, 3e38, -0.5];
  assertEquals(readIdx(floats(values)), { shape: [2, 3], data: Float32Array.from(values) });
});

Deno.test("an IDX file that does not match its header is refused, with the reason", () => {
  const six = [1, 2, 3, 4, 5, 6];
  const good = writeIdx([6], Uint8Array.from(six));
  const changed = (at: number, byte: number) => {
    const bytes = good.slice();
    bytes[at] = byte;
    return bytes;
  };
  const cases: [file: Uint8Array, failure: string][] = [
    [good.subarray(0, 7), "data/not-idx"],
    [changed(1, 1), "data/not-idx"],
    [changed(2, 0x0a), 'data/idx-type {"type":10}'],
    [changed(3, 0), '"dimensions":0}'],
    [changed(3, 7), '"dimensions":7}'],
    [good.subarray(0, good.length - 1), 'data/idx-length {"bytes":13,"shape":"6","expected":14}'],
    [floats(six.slice(1)), '"shape":"2 × 3","expected":36}'],
    [new Uint8Array([...floats(six), 0]), '"shape":"2 × 3","expected":36}'],
  ];
  for (const [file, failure] of cases) assertThrows(() => readIdx(file), DemlError, failure);
});

Deno.test("IDX files of every type are read, the larger ones most significant byte first", () => {
  const typed = (type: number, bytes: number[], count: number) =>
    readIdx(Uint8Array.of(0, 0, type, 1, 0, 0, 0, count, ...bytes)).data;
  assertEquals(typed(0x09, [255, 127], 2), Float32Array.of(-1, 127));
  assertEquals(typed(0x0b, [1, 0, 255, 254], 2), Float32Array.of(256, -2));
  assertEquals(typed(0x0c, [0, 1, 0, 0], 1), Float32Array.of(65_536));
  assertEquals(typed(0x0e, [0x3f, 0xf8, 0, 0, 0, 0, 0, 0], 1), Float32Array.of(1.5));
});
