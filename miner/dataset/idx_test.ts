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

Deno.test("every type of IDX is read, big-endian", () => {
  const cases: [code: number, bytes: number[], values: number[]][] = [
    [0x08, [0, 200, 255], [0, 200, 255]],
    [0x09, [0x80, 0, 0x7f], [-128, 0, 127]],
    [0x0b, [0x80, 0, 1, 2], [-32_768, 258]],
    [0x0c, [0xff, 0xff, 0xff, 0xfe, 1, 2, 3, 4], [-2, 16_909_060]],
    [0x0d, [0x3f, 0xc0, 0, 0], [1.5]],
    // 0.1 as a double, which rounds to the nearest float32.
    [0x0e, [0x3f, 0xb9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a], [Math.fround(0.1)]],
  ];
  for (const [code, bytes, values] of cases) {
    const { shape, data } = readIdx(Uint8Array.of(0, 0, code, 1, 0, 0, 0, values.length, ...bytes));
    assertEquals([shape, Array.from(data)], [[values.length], values], code.toString(16));
  }
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
    [changed(2, 0x0b), '"shape":"6","expected":20}'],
    [changed(3, 0), '"dimensions":0}'],
    [changed(3, 7), '"dimensions":7}'],
    [good.subarray(0, good.length - 1), 'data/idx-length {"bytes":13,"shape":"6","expected":14}'],
    [floats(six.slice(1)), '"shape":"2 × 3","expected":36}'],
    [new Uint8Array([...floats(six), 0]), '"shape":"2 × 3","expected":36}'],
  ];
  for (const [file, failure] of cases) assertThrows(() => readIdx(file), DemlError, failure);
});
