/**
 * The most common fields, sixteen characters at a time: one to three digits and a
 * separator, and among them runs of zeros, as the background of an image is.
 */

/**
 * Runs of "0,", of the separator, of "0" and of ten, in memory: V8 rebuilds a constant vector at each use,
 * but keeps a loaded one.
 */
// deno-fmt-ignore
const CONSTANTS = memory.data<u8>([
  48, 44, 48, 44, 48, 44, 48, 44, 48, 44, 48, 44, 48, 44, 48, 44,
  44, 44, 44, 44, 44, 44, 44, 44, 44, 44, 44, 44, 44, 44, 44, 44,
  48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48,
  10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10,
]);

/** Writes the separator into the constants, which have commas. */
export function prepareVectors(separator: u32): void {
  const character = i8x16.splat(<i8> separator);
  const zeros = v128.and(v128.load(CONSTANTS, 32), i16x8.splat(0xff));
  v128.store(CONSTANTS, v128.or(zeros, i16x8.shl(character, 8)));
  v128.store(CONSTANTS, character, 16);
}

/** Bytes and fields that the last call took. */
export let taken: usize = 0;
export let fieldsTaken: u32 = 0;

/**
 * Reads fields from the start of one until one is not that simple.
 *
 * @param most Most fields, all followed by a separator
 */
export function readFields<T>(source: usize, end: usize, most: u32, target: usize): void {
  const start = source;
  let left = most;
  const zeros = v128.load(CONSTANTS);
  const comma = v128.load(CONSTANTS, 16);
  const digit = v128.load(CONSTANTS, 32);
  const ten = v128.load(CONSTANTS, 48);
  while (left > 0 && end - source >= 16) {
    const text = v128.load(source);
    if (left >= 8 && i16x8.all_true(i16x8.eq(text, zeros))) {
      storeZeros<T>(target);
      target += 8 * sizeof<T>();
      source += 16;
      left -= 8;
      continue;
    }
    const commas = i8x16.eq(text, comma);
    const digits = i8x16.lt_u(i8x16.sub(text, digit), ten);
    const odd = ~i8x16.bitmask(v128.or(commas, digits));
    // Commas before the first character that is neither digit nor comma.
    let ends = i8x16.bitmask(commas) & ((odd & -odd) - 1);
    let begin: u32 = 0;
    while (ends != 0 && left > 0) {
      const stop = <u32> ctz(ends);
      const length = stop - begin;
      if (length - 1 > 2) break;
      // The characters before the comma, the last one on top; what precedes the field falls away.
      const word = load<u32>(source + stop - 4) & (-1 << (32 - (length << 3))) & 0x0f0f0f0f;
      const value = (word >> 24) + ((word >> 16) & 15) * 10 + ((word >> 8) & 15) * 100;
      if (sizeof<T>() == 1 && value > 255) break;
      store<T>(target, <T> value);
      target += sizeof<T>();
      left--;
      begin = stop + 1;
      ends &= ends - 1;
    }
    if (begin == 0) break;
    source += begin;
  }
  taken = source - start;
  fieldsTaken = most - left;
}

function storeZeros<T>(target: usize): void {
  if (sizeof<T>() == 1) {
    store<u64>(target, 0);
    return;
  }
  v128.store(target, i32x4.splat(0));
  v128.store(target, i32x4.splat(0), 16);
}
