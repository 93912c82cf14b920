/**
 * The last resort for a decimal near a midpoint of two float32: a comparison in whole numbers.
 *
 * With `near`, the float32 below is M × 2^k, and the midpoint above it (2M + 1) × 2^(k − 1). The
 * decimal is D × 10^p. Both sides, multiplied by what makes them whole, have at most 620 bits:
 * a midpoint has at most 113 digits (an odd number of 25 bits times 2⁻¹⁵⁰), so that after 120 it
 * only matters whether another one is not zero.
 */

const LIMBS: u32 = 24;
const LEFT = memory.data(LIMBS * 4);
const RIGHT = memory.data(LIMBS * 4);
const MOST_DIGITS: i32 = 120;
const NORMAL: f64 = 1.1754943508222875e-38;
/** 2¹⁴⁹: a float32 below the normal range is a multiple of 2⁻¹⁴⁹. */
const SUBNORMAL: f64 = 713623846352979940529142984724747568191373312.0;

/**
 * Rounds the decimal whose digits are at `start`, with a point among them.
 *
 * @param near Wrong by less than half an ulp of float32
 * @param decade The power of ten of the first digit that is not zero
 */
export function roundExactly(near: f64, decade: i32, start: usize, stop: usize): f32 {
  let whole: u32;
  let exponent: i32 = -149;
  if (near >= NORMAL) {
    const bits = reinterpret<u64>(near);
    whole = <u32> ((bits >> 29) & 0x7fffff) | 0x800000;
    exponent = <i32> (bits >> 52) - 1023 - 23;
  } else whole = <u32> (near * SUBNORMAL);
  const power = readDecimal(decade, start, stop);
  set(RIGHT, 2 * whole + 1);
  scale(power < 0 ? RIGHT : LEFT, power < 0 ? -power : power);
  const half = exponent - 1;
  shift(half < 0 ? LEFT : RIGHT, half < 0 ? -half : half);
  const order = compare();
  if (order > 0 || (order == 0 && (whole & 1) != 0)) whole++;
  // A power of two from 2⁻¹⁴⁹ to 2¹⁰⁴: the product is exact.
  return <f32> (<f64> whole * reinterpret<f64>(<u64> (exponent + 1023) << 52));
}

/** Puts the digits on the left; returns the power of ten of the last. */
function readDecimal(decade: i32, start: usize, stop: usize): i32 {
  set(LEFT, 0);
  let count: i32 = 0;
  let more = false;
  for (; start < stop; start++) {
    const digit = <u32> load<u8>(start) - 48;
    if (digit > 9 || (count == 0 && digit == 0)) continue;
    if (count < MOST_DIGITS) {
      multiply(LEFT, 10, digit);
      count++;
    } else if (digit != 0) more = true;
  }
  if (more) {
    multiply(LEFT, 10, 1);
    count++;
  }
  return decade - (count - 1);
}

function set(number: usize, value: u32): void {
  memory.fill(number, 0, LIMBS * 4);
  store<u32>(number, value);
}

function multiply(number: usize, factor: u32, more: u32): void {
  let carry = <u64> more;
  for (let limb: u32 = 0; limb < LIMBS; limb++) {
    const at = number + (limb << 2);
    carry += <u64> load<u32>(at) * factor;
    store<u32>(at, <u32> carry);
    carry >>= 32;
  }
}

function scale(number: usize, power: i32): void {
  for (; power >= 9; power -= 9) multiply(number, 1_000_000_000, 0);
  for (; power > 0; power--) multiply(number, 10, 0);
}

function shift(number: usize, bits: i32): void {
  for (; bits >= 31; bits -= 31) multiply(number, 0x80000000, 0);
  multiply(number, 1 << bits, 0);
}

/** Left less right: −1, 0, 1. */
function compare(): i32 {
  for (let limb: i32 = LIMBS - 1; limb >= 0; limb--) {
    const at = <usize> limb << 2;
    const left = load<u32>(LEFT + at);
    const right = load<u32>(RIGHT + at);
    if (left != right) return left < right ? -1 : 1;
  }
  return 0;
}
