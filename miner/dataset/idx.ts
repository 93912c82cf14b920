/**
 * IDX, the format of MNIST: a magic with type and dimensions, big-endian sizes, raw values.
 * Format: http://yann.lecun.com/exdb/mnist, "the IDX file format".
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import type { DatasetFailure } from "./failures.ts";
import type { Values } from "./arrays.ts";

/** IDX's types of values that we read, by the third byte of the magic. */
const UNSIGNED_BYTE = 0x08;
const FLOAT = 0x0d;

/** The header of an IDX file. */
interface Header {
  shape: number[];
  type: number;
  /** Where the values begin, and how many there are */
  start: number;
  values: number;
}

/** The dimensions of an IDX file; it throws as `readIdx` does. */
export function idxShape(bytes: Uint8Array): number[] {
  return headerOf(bytes).shape;
}

/**
 * Reads an IDX file.
 *
 * @returns Views into `bytes` if possible, otherwise copies
 * @throws DemlError `data` if the header and the length disagree
 */
export function readIdx(bytes: Uint8Array): Values {
  const { shape, type, start, values } = headerOf(bytes);
  if (type === UNSIGNED_BYTE) return { shape, data: bytes.subarray(start) };
  const view = viewOf(bytes);
  const data = new Float32Array(values);
  for (let i = 0; i < values; i++) data[i] = view.getFloat32(start + 4 * i);
  return { shape, data };
}

function headerOf(bytes: Uint8Array): Header {
  const view = viewOf(bytes);
  if (bytes.length < 8 || bytes[0] !== 0 || bytes[1] !== 0) {
    throw wrong({ kind: "data/not-idx" });
  }
  const [, , type = 0, dimensions = 0] = bytes;
  if (type !== UNSIGNED_BYTE && type !== FLOAT) {
    throw wrong({ kind: "data/idx-type", type });
  }
  const start = 4 + 4 * dimensions;
  if (dimensions < 1 || dimensions > 6 || bytes.length < start) {
    throw wrong({ kind: "data/idx-dimensions", bytes: bytes.length, dimensions });
  }
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const values = shape.reduce((product, dim) => product * dim, 1);
  const width = type === FLOAT ? 4 : 1;
  if (values * width !== bytes.length - start) {
    throw wrong({
      kind: "data/idx-length",
      bytes: bytes.length,
      shape: shape.join(" × "),
      expected: start + values * width,
    });
  }
  return { shape, type, start, values };
}

function wrong(failure: DatasetFailure): DemlError<DatasetFailure> {
  return new DemlError<DatasetFailure>(failure);
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** Writes unsigned bytes as IDX. */
export function writeIdx(shape: number[], data: Uint8Array): Uint8Array<ArrayBuffer> {
  const start = 4 + 4 * shape.length;
  const bytes = new Uint8Array(start + data.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, UNSIGNED_BYTE, shape.length]);
  shape.forEach((dim, i) => view.setUint32(4 + 4 * i, dim));
  bytes.set(data, start);
  return bytes;
}
