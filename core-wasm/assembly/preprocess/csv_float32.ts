/**
 * Decimal to float32, rounded to nearest, ties to even, once.
 *
 * A binary64 is within a few of its ulps of the decimal: at most one conversion and three
 * multiplications or divisions, one of them by a power that may itself be rounded, each wrong by an
 * ulp at most, and digits after the 19th, which are less than a hundredth. It rounds to float32 as the decimal does, unless a
 * midpoint of two float32 is that close: csv_exact.ts compares with it then.
 */
import { roundExactly } from "./csv_exact";

// deno-fmt-ignore
const POWERS = memory.data<f64>([
  1e-22, 1e-21, 1e-20, 1e-19, 1e-18, 1e-17, 1e-16, 1e-15, 1e-14, 1e-13, 1e-12, 1e-11,
  1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1,
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]);
/** The largest power of ten that is exact in binary64. */
export const MOST_POWER: i32 = 22;
/** 10³⁹ is beyond float32; below 10⁻⁴⁶ is less than half of its smallest value. */
const MOST_DECADE: i64 = 38;
const LEAST_DECADE: i64 = -46;

/** Twice the distance from a midpoint that is too close, in ulps of binary64. */
const CLOSE: u32 = 16;
/** The bits of a binary64 below a float32's, and their value at a midpoint. */
const TAIL: u64 = 0x1fffffff;
const MIDPOINT: u32 = 0x10000000;
/** 2⁻¹²⁶: below it, float32 has fewer bits. */
const NORMAL: f64 = 1.1754943508222875e-38;

/** 10 to this power, −22 to 22; below 0 it is rounded. */
export function power10(power: i32): f64 {
  return load<f64>(POWERS + (<usize> (power + MOST_POWER) << 3));
}

/**
 * Whether a binary64 that is wrong by a few ulps, and zero or normal as a float32, rounds to the right
 * one.
 */
export function isBetween(near: f64): bool {
  const tail = <u32> (reinterpret<u64>(near) & TAIL);
  return tail - (MIDPOINT - CLOSE / 2) > CLOSE;
}

/** The biased exponent; 255 is infinity. */
export function exponentOf(value: f32): u32 {
  return (reinterpret<u32>(value) >> 23) & 0xff;
}

/**
 * The float32 nearest to `mantissa` × 10^`power`; infinity if that is beyond its range.
 *
 * @param digits Of the mantissa, at most 19; if there are more, they follow
 * @param start Where all digits are, with a point among them
 */
export function toFloat(mantissa: u64, digits: u32, power: i64, start: usize, stop: usize): f32 {
  if (mantissa == 0) return 0;
  const decade = power + digits - 1;
  if (decade > MOST_DECADE) return Infinity;
  if (decade < LEAST_DECADE) return 0;
  let near = <f64> mantissa;
  let left = <i32> power;
  for (; left > MOST_POWER; left -= MOST_POWER) near *= 1e22;
  for (; left < -MOST_POWER; left += MOST_POWER) near /= 1e22;
  if (left < 0) near /= power10(-left);
  else near *= power10(left);
  return near >= NORMAL && isBetween(near)
    ? <f32> near
    : roundExactly(near, <i32> decade, start, stop);
}
