/**
 * Numbers in binary files, as float32: each rounded once, to the nearest, as NumPy's
 * `astype("float32")` does.
 *
 * @module
 */

/** A type of number in a file. */
export interface ElementType {
  /** Bytes of one */
  width: number;
  read(view: DataView, offset: number, little: boolean): number;
}

/** The types, as NumPy names them without the byte order. */
export const ELEMENTS: Readonly<Record<string, ElementType>> = {
  b1: { width: 1, read: (view, offset) => view.getUint8(offset) === 0 ? 0 : 1 },
  u1: { width: 1, read: (view, offset) => view.getUint8(offset) },
  i1: { width: 1, read: (view, offset) => view.getInt8(offset) },
  u2: { width: 2, read: (view, offset, little) => view.getUint16(offset, little) },
  i2: { width: 2, read: (view, offset, little) => view.getInt16(offset, little) },
  u4: { width: 4, read: (view, offset, little) => view.getUint32(offset, little) },
  i4: { width: 4, read: (view, offset, little) => view.getInt32(offset, little) },
  u8: { width: 8, read: (view, offset, little) => rounded(view.getBigUint64(offset, little)) },
  i8: { width: 8, read: (view, offset, little) => rounded(view.getBigInt64(offset, little)) },
  f2: {
    width: 2,
    read: (view, offset, little) => half(view.getUint16(offset, little)),
  },
  f4: { width: 4, read: (view, offset, little) => view.getFloat32(offset, little) },
  f8: { width: 8, read: (view, offset, little) => view.getFloat64(offset, little) },
};

/** Bits below the 53 of a double, of a number of 64. */
const LOW = 11n;
const LOW_BITS = (1n << LOW) - 1n;

/**
 * A whole number that rounding to float32 takes to the nearest. Number() would round first to a
 * double, and twice is not once: what is cut off here is kept in the last bit.
 */
function rounded(value: bigint): number {
  if (value >= -9_007_199_254_740_992n && value <= 9_007_199_254_740_992n) return Number(value);
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

/**
 * Reads an array in C order. Bytes stay bytes: a view of the file, unless the order differs.
 *
 * @param bytes The whole file, which is long enough
 */
export function readElements(
  bytes: Uint8Array,
  { shape, type, little, offset, fortran = false }: Layout,
): Uint8Array | Float32Array {
  const count = shape.reduce((product, dim) => product * dim, 1);
  const whole = type === ELEMENTS["u1"];
  if (whole && !fortran) return bytes.subarray(offset, offset + count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = whole ? new Uint8Array(count) : new Float32Array(count);
  const { width, read } = type;
  if (!fortran) {
    for (let at = 0; at < count; at++) values[at] = read(view, offset + at * width, little);
    return values;
  }
  const places = fortranPlaces(shape);
  for (let at = 0; at < count; at++) {
    values[at] = read(view, offset + places.next().value * width, little);
  }
  return values;
}

/** Where the values of C order are in Fortran order. */
function* fortranPlaces(shape: number[]): Generator<number, number> {
  const strides: number[] = [];
  let stride = 1;
  for (const dim of shape) {
    strides.push(stride);
    stride *= dim;
  }
  const index = shape.map(() => 0);
  let place = 0;
  while (true) {
    yield place;
    for (let dim = shape.length - 1;; dim--) {
      if (dim < 0) return place;
      index[dim] = (index[dim] ?? 0) + 1;
      place += strides[dim] ?? 0;
      if ((index[dim] ?? 0) < (shape[dim] ?? 0)) break;
      place -= (strides[dim] ?? 0) * (shape[dim] ?? 0);
      index[dim] = 0;
    }
  }
}
