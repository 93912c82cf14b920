/**
 * Fields with a fraction, sixteen characters at a time: the point is shuffled out, and sixteen
 * digits become a number in four steps. What is not that simple is for csv_number.ts.
 */
import { isBetween, MOST_POWER, power10 } from "./csv_float32";
import { setAfter } from "./csv_number";

/** In memory: V8 rebuilds a constant vector at each use, but keeps a loaded one. */
// deno-fmt-ignore
const CONSTANTS = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48,
  9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9,
  // 2,561: ten times the first byte and the second, above a byte that falls away.
  1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10,
  100, 0, 1, 0, 100, 0, 1, 0, 100, 0, 1, 0, 100, 0, 1, 0,
  16, 39, 1, 0, 16, 39, 1, 0, 16, 39, 1, 0, 16, 39, 1, 0,
]);
// deno-fmt-ignore
const TENS = memory.data<u64>([
  1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000,
  100000000000, 1000000000000, 10000000000000, 100000000000000, 1000000000000000,
  10000000000000000, 100000000000000000, 1000000000000000000, 10000000000000000000,
]);

const MINUS: u32 = 45;
const PLUS: u32 = 43;
const POINT: u32 = 46;
const SMALL_E: u32 = 101;
/** Below all lanes. */
const NO_POINT: i32 = -100;
/** A sign, 16 characters, 7 digits, an exponent of 4, a separator: what one field may read. */
const MARGIN: usize = 32;
/** So many small whole numbers in a row are for csv_vectors.ts. */
const MANY_SMALL: u32 = 8;
/** From 10⁻²² to 10¹⁹: 19 digits times that is zero, or normal, and not near infinity. */
const POWERS: u32 = 41;

/**
 * Reads fields from the start of one until one is not that simple.
 *
 * @param most Most fields, all followed by a separator
 * @returns Fields that were read; `after` is where the next one begins
 */
export function readFloats(
  source: usize,
  end: usize,
  most: u32,
  target: usize,
  separator: u32,
): u32 {
  const lanes = v128.load(CONSTANTS);
  const zero = v128.load(CONSTANTS, 16);
  const nine = v128.load(CONSTANTS, 32);
  const tens = v128.load(CONSTANTS, 48);
  const hundreds = v128.load(CONSTANTS, 64);
  const myriads = v128.load(CONSTANTS, 80);
  let left = most;
  let small: u32 = 0;
  while (left > 0 && end - source >= MARGIN) {
    const negative = <u32> load<u8>(source) == MINUS;
    let at = source + <usize> negative;
    const digits = i8x16.sub(v128.load(at), zero);
    const others = ~i8x16.bitmask(i8x16.le_u(digits, nine)) & 0xffff;
    let stop = ctz(others | 0x10000);
    let point = NO_POINT;
    let fraction: i32 = 0;
    if (<u32> load<u8>(at + stop) == POINT && stop < 16) {
      point = stop;
      stop = ctz((others & (others - 1)) | 0x10000);
      fraction = stop - point - 1;
      small = 0;
      if (stop == 1) break;
    } else {
      if (stop == 0 || stop == 16) break;
      small = stop <= 3 ? small + 1 : 0;
    }
    // Digits move to the last lanes, those before the point over it.
    let from = i8x16.add(lanes, i8x16.splat(<i8> (stop - 16)));
    from = i8x16.add(from, i8x16.le_s(from, i8x16.splat(<i8> point)));
    const aligned = i8x16.swizzle(digits, from);
    const pairs = i16x8.shr_u(i16x8.mul(aligned, tens), 8);
    const fours = i32x4.dot_i16x8_s(pairs, hundreds);
    const eights = i64x2.extract_lane(
      i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(fours, fours), myriads),
      0,
    );
    let mantissa = (<u64> eights & 0xffffffff) * 100_000_000 + (<u64> eights >> 32);
    at += stop;
    if (stop == 16) {
      const more = load<u64>(at);
      const odd = ((more + 0x4646464646464646) | (more - 0x3030303030303030)) &
        0x8080808080808080;
      if (odd == 0) break;
      const count = <usize> ctz(odd) >> 3;
      if (count > 0) {
        if (mantissa >= load<u64>(TENS + ((19 - count) << 3))) break;
        mantissa = mantissa * load<u64>(TENS + (count << 3)) +
          eightDigits(more << <u64> (64 - (count << 3)));
        fraction += <i32> count;
        at += count;
      }
    }
    let power = -fraction;
    let next = <u32> load<u8>(at);
    if ((next | 32) == SMALL_E) {
      const direction = <u32> load<u8>(++at);
      if (direction == MINUS || direction == PLUS) at++;
      let exponent = <u32> load<u8>(at) - 48;
      if (exponent > 9) break;
      const second = <u32> load<u8>(++at) - 48;
      if (second <= 9) {
        exponent = exponent * 10 + second;
        at++;
      }
      power += direction == MINUS ? -<i32> exponent : <i32> exponent;
      next = load<u8>(at);
    }
    if (next != separator || <i64> mantissa < 0) break;
    if (<u32> (power + MOST_POWER) > POWERS) break;
    const near = <f64> <i64> mantissa * power10(power);
    if (!isBetween(near)) break;
    const value = <f32> near;
    store<u32>(target, reinterpret<u32>(value) | (<u32> negative << 31));
    target += 4;
    left--;
    source = at + 1;
    if (small == MANY_SMALL) break;
  }
  setAfter(source);
  return most - left;
}

/** Eight digits as text, the first in the lowest byte; what is zero counts as a digit 0. */
function eightDigits(text: u64): u64 {
  text &= 0x0f0f0f0f0f0f0f0f;
  text = (text * 2561) >> 8;
  text = ((text & 0x00ff00ff00ff00ff) * 6553601) >> 16;
  return ((text & 0x0000ffff0000ffff) * 42949672960001) >> 32;
}
