/**
 * IDX, the format of MNIST: a magic with type and dimensions, big-endian sizes, raw values.
 * Format: http://yann.lecun.com/exdb/mnist, "the IDX file format".
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import type { DatasetFailure } from "./failures.ts";
import type { Values } from "./arrays.ts";
import { countOf, ELEMENTS, type ElementType, type Layout, readElements } from "./elements.ts";

/** IDX's types of values, by the third byte of the magic. */
const TYPES: Readonly<Record<number, ElementType | undefined>> = {
  0x08: ELEMENTS.u1,
  0x09: ELEMENTS.i1,
  0x0b: ELEMENTS.i2,
  0x0c: ELEMENTS.i4,
  0x0d: ELEMENTS.f4,
  0x0e: ELEMENTS.f8,
};
const UNSIGNED_BYTE = 0x08;

/**
 * Reads an IDX file.
 *
 * @returns Views into `bytes` if possible, otherwise copies
 * @throws DemlError `data` if the header and the length disagree
 */
export function readIdx(bytes: Uint8Array): Values {
  const layout = idxLayout(bytes);
  return { shape: layout.shape, data: readElements(bytes, layout, 0, countOf(layout.shape)) };
}

/** What an IDX file says about its array; it throws as `readIdx` does. */
export function idxLayout(bytes: Uint8Array): Layout {
  const view = viewOf(bytes);
  if (bytes.length < 8 || bytes[0] !== 0 || bytes[1] !== 0) {
    throw wrong({ kind: "data/not-idx" });
  }
  const [, , code = 0, dimensions = 0] = bytes;
  const type = TYPES[code];
  if (type === undefined) throw wrong({ kind: "data/idx-type", type: code });
  const offset = 4 + 4 * dimensions;
  if (dimensions < 1 || dimensions > 6 || bytes.length < offset) {
    throw wrong({ kind: "data/idx-dimensions", bytes: bytes.length, dimensions });
  }
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const values = countOf(shape);
  if (values * type.width !== bytes.length - offset) {
    throw wrong({
      kind: "data/idx-length",
      bytes: bytes.length,
      shape: shape.join(" × "),
      expected: offset + values * type.width,
    });
  }
  return { shape, type, little: false, offset };
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
