/**
 * Numbers in binary files, as float32: each rounded once, to the nearest, as NumPy's
 * `astype("float32")` does.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import type { DatasetFailure } from "./failures.ts";

/** A type of number in a file. */
export interface ElementType {
  /** Bytes of one */
  width: number;
  /** The host's own array of this type, if its values need no more than its conversion */
  native?: new (buffer: ArrayBufferLike, offset: number, length: number) => ArrayLike<number>;
  read(view: DataView, offset: number, little: boolean): number;
}

/** The types, as NumPy names them without the byte order. */
export const ELEMENTS = {
  b1: { width: 1, read: (view, offset) => view.getUint8(offset) === 0 ? 0 : 1 },
  u1: { width: 1, native: Uint8Array, read: (view, offset) => view.getUint8(offset) },
  i1: { width: 1, native: Int8Array, read: (view, offset) => view.getInt8(offset) },
  u2: { width: 2, native: Uint16Array, read: (view, at, little) => view.getUint16(at, little) },
  i2: { width: 2, native: Int16Array, read: (view, at, little) => view.getInt16(at, little) },
  u4: { width: 4, native: Uint32Array, read: (view, at, little) => view.getUint32(at, little) },
  i4: { width: 4, native: Int32Array, read: (view, at, little) => view.getInt32(at, little) },
  u8: { width: 8, read: (view, at, little) => rounded(view.getBigUint64(at, little)) },
  i8: { width: 8, read: (view, at, little) => rounded(view.getBigInt64(at, little)) },
  f2: { width: 2, read: (view, at, little) => half(view.getUint16(at, little)) },
  f4: { width: 4, native: Float32Array, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { width: 8, native: Float64Array, read: (view, at, little) => view.getFloat64(at, little) },
  f16: { width: 16, read: longDouble },
} as const satisfies Readonly<Record<string, ElementType>>;

/** Bits below the 53 of a double, of a number of 64. */
const LOW = 11n;
const LOW_BITS = (1n << LOW) - 1n;
const EXACT = 2n ** 53n;

/**
 * A whole number that rounding to float32 takes to the nearest. Number() would round first to a
 * double, and twice is not once: what is cut off here is kept in the last bit.
 */
function rounded(value: bigint): number {
  if (value >= -EXACT && value <= EXACT) return Number(value);
  const sticky = (value & LOW_BITS) === 0n ? 0n : 1n;
  return Number((value >> LOW) | sticky) * 2 ** Number(LOW);
}

/** IEEE 754's binary16, from its bits. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1_024 + fraction) * 2 ** (exponent - 25);
}

/**
 * NumPy's long double, as x64 has it: Intel's format of 80 bits, and six bytes of padding. Other
 * processors write something else under the same name, which has no zeros there.
 */
function longDouble(view: DataView, offset: number, little: boolean): number {
  const padding = little ? offset + 10 : offset;
  if (view.getUint32(padding, true) !== 0 || view.getUint16(padding + 4, true) !== 0) {
    const holds = "long doubles of another processor";
    throw new DemlError<DatasetFailure>({ kind: "data/npy-type", type: "f16", holds });
  }
  const significand = view.getBigUint64(little ? offset : offset + 8, little);
  const bits = view.getUint16(little ? offset + 8 : offset + 6, little);
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = bits & 0x7fff;
  if (exponent === 0x7fff) return significand << 1n === 2n ** 64n ? sign * Infinity : NaN;
  // Powers beyond those of doubles give a zero or an infinity, as float32 does.
  return sign * rounded(significand) * 2 ** (exponent - 16_383 - 63);
}

/** What an array is made of. */
export interface Layout {
  /** Dimensions, the first counts rows */
  shape: number[];
  type: ElementType;
  little: boolean;
  /** Where the values begin, in bytes */
  offset: number;
  /** The first dimension varies fastest, as Fortran and MATLAB have it */
  fortran?: boolean;
}

/** The number of values in an array. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

const HOST_IS_LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * Reads values of an array, in C order. Bytes stay bytes; they and aligned float32 are views of
 * the file.
 *
 * @param bytes The whole file, which is long enough
 * @param from Index of the first value
 * @param to Index after the last
 */
export function readElements(
  bytes: Uint8Array,
  { shape, type, little, offset, fortran = false }: Layout,
  from: number,
  to: number,
): Uint8Array | Float32Array {
  const whole = type === ELEMENTS.u1;
  const { width, native } = type;
  const inOrder = !fortran || shape.length < 2;
  if (whole && inOrder) return bytes.subarray(offset + from, offset + to);
  const start = bytes.byteOffset + offset + from * width;
  if (native && inOrder && (width === 1 || little === HOST_IS_LITTLE) && start % width === 0) {
    const values = new native(bytes.buffer, start, to - from);
    return values instanceof Float32Array ? values : new Float32Array(values);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset);
  const values = whole ? new Uint8Array(to - from) : new Float32Array(to - from);
  if (inOrder) {
    for (let at = from; at < to; at++) values[at - from] = type.read(view, at * width, little);
    return values;
  }
  const places = fortranPlaces(shape, from);
  for (let at = 0; at < values.length; at++) {
    values[at] = type.read(view, places.next().value * width, little);
  }
  return values;
}

/** Where the values of C order are in Fortran order, from one of them on. */
function* fortranPlaces(shape: number[], from: number): Generator<number, never> {
  const strides: number[] = [];
  let stride = 1;
  for (const dim of shape) {
    strides.push(stride);
    stride *= dim;
  }
  const index: number[] = [];
  let rest = from;
  for (const dim of shape.toReversed()) {
    index.unshift(rest % dim);
    rest = Math.floor(rest / dim);
  }
  let place = index.reduce((sum, i, dim) => sum + i * (strides[dim] ?? 0), 0);
  while (true) {
    yield place;
    for (let dim = shape.length - 1; dim >= 0; dim--) {
      const next = (index[dim] ?? 0) + 1;
      place += strides[dim] ?? 0;
      index[dim] = next;
      if (next < (shape[dim] ?? 0)) break;
      place -= (strides[dim] ?? 0) * next;
      index[dim] = 0;
    }
  }
}
