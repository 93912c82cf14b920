/**
 * Fields with a fraction, sixteen characters at a time: the point is shuffled out, and sixteen
 * digits become a number in four steps. What is not that simple is for csv_number.ts.
 */
import { isClear, MOST_POWER, power10 } from "./csv_float32";
import { setAfter } from "./csv_number";

// deno-fmt-ignore
const LANES = memory.data<u8>([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
const HUNDREDS = memory.data<i16>([100, 1, 100, 1, 100, 1, 100, 1]);
const MYRIADS = memory.data<i16>([10_000, 1, 10_000, 1, 10_000, 1, 10_000, 1]);
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
/** No float32 is near infinity below this. */
const SAFE: f64 = 3e38;

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
  const lanes = v128.load(LANES);
  const hundreds = v128.load(HUNDREDS);
  const myriads = v128.load(MYRIADS);
  const zero = i8x16.splat(48);
  const ten = i8x16.splat(10);
  const low = i16x8.splat(255);
  let left = most;
  let small: u32 = 0;
  while (left > 0 && end - source >= MARGIN) {
    const negative = <u32> load<u8>(source) == MINUS;
    let at = source + <usize> negative;
    const digits = i8x16.sub(v128.load(at), zero);
    const others = ~i8x16.bitmask(i8x16.lt_u(digits, ten)) & 0xffff;
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
    const pairs = i16x8.add(
      i16x8.mul(v128.and(aligned, low), i16x8.splat(10)),
      i16x8.shr_u(aligned, 8),
    );
    const fours = i32x4.dot_i16x8_s(pairs, hundreds);
    const eights = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(fours, fours), myriads);
    let mantissa = <u64> i32x4.extract_lane(eights, 0) * 100_000_000 +
      <u64> i32x4.extract_lane(eights, 1);
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
    let value: f32;
    if (power == 0) value = <f32> <i64> mantissa;
    else {
      if (power < -MOST_POWER || power > MOST_POWER) break;
      let near = <f64> <i64> mantissa;
      if (power < 0) near /= power10(-power);
      else near *= power10(power);
      if (mantissa != 0 && !(isClear(near) && near < SAFE)) break;
      value = <f32> near;
    }
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
