/**
 * NPY, NumPy's file of one array.
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @module
 */
import { show } from "../../protocol/text/visible.ts";
import { DemlError } from "../../protocol/errors.ts";
import type { DatasetFailure } from "./failures.ts";
import type { Values } from "./arrays.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Bytes of an element, and how to read one. */
type ElementType = [number, (view: DataView, offset: number) => number];

/** The element types that we read, by NumPy's names. */
const TYPES: Record<string, ElementType> = {
  "|u1": [1, (view, offset) => view.getUint8(offset)],
  "|i1": [1, (view, offset) => view.getInt8(offset)],
  "<i2": [2, (view, offset) => view.getInt16(offset, true)],
  "<u2": [2, (view, offset) => view.getUint16(offset, true)],
  "<i4": [4, (view, offset) => view.getInt32(offset, true)],
  "<u4": [4, (view, offset) => view.getUint32(offset, true)],
  "<i8": [8, (view, offset) => Number(view.getBigInt64(offset, true))],
  "<f4": [4, (view, offset) => view.getFloat32(offset, true)],
  "<f8": [8, (view, offset) => view.getFloat64(offset, true)],
};

/**
 * Reads an NPY file in C order. Values become float32, bytes stay bytes.
 *
 * @throws DemlError `data` for another order or type, and if header and length disagree
 */
export function readNpy(bytes: Uint8Array): Values {
  const { shape, descr, type: [width, read], offset, values } = headerOf(bytes);
  if (descr === "|u1") return { shape, data: bytes.subarray(offset) };
  const view = viewOf(bytes);
  const data = new Float32Array(values);
  for (let i = 0; i < values; i++) data[i] = read(view, offset + i * width);
  return { shape, data };
}

/** The header of an NPY file. */
interface Header {
  shape: number[];
  /** NumPy's name for the element type, and how to read it */
  descr: string;
  type: ElementType;
  /** Where the values begin, and how many there are */
  offset: number;
  values: number;
}

/** The dimensions of an NPY file; it throws as `readNpy` does. */
export function npyShape(bytes: Uint8Array): number[] {
  return headerOf(bytes).shape;
}

function headerOf(bytes: Uint8Array): Header {
  const view = viewOf(bytes);
  if (bytes.length < 12 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw wrong({ kind: "data/not-npy" });
  }
  const [version = 0] = bytes.subarray(MAGIC.length);
  const long = version >= 2;
  const start = long ? 12 : 10;
  const length = long ? view.getUint32(8, true) : view.getUint16(8, true);
  if (start + length > bytes.length) throw wrong({ kind: "data/npy-header-length" });
  const header = new TextDecoder("latin1").decode(bytes.subarray(start, start + length));
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const dims = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (descr === undefined || order === undefined || dims === undefined) {
    throw wrong({ kind: "data/npy-header" });
  }
  const type = Object.hasOwn(TYPES, descr) ? TYPES[descr] : undefined;
  if (type === undefined) throw wrong({ kind: "data/npy-type", type: show(descr, 20) });
  if (order === "True") throw wrong({ kind: "data/npy-fortran-order" });
  const shape = dims.split(",").map((dim) => dim.trim()).filter(Boolean).map(Number);
  const values = shape.reduce((product, dim) => product * dim, 1);
  const [width] = type;
  const offset = start + length;
  if (shape.length === 0 || values * width !== bytes.length - offset) {
    const expected = offset + values * width;
    throw wrong({
      kind: "data/npy-length",
      bytes: bytes.length,
      shape: show(shape.join(" × "), 200),
      type: descr,
      // The product of untrusted dims may be Infinity, or NaN with a 0: fields cannot have these.
      expected: Number.isFinite(expected) ? expected : Number.MAX_SAFE_INTEGER,
    });
  }
  return { shape, descr, type, offset, values };
}

function wrong(failure: DatasetFailure): DemlError<DatasetFailure> {
  return new DemlError<DatasetFailure>(failure);
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
