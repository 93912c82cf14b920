/**
 * Decimal to float32 in whole numbers, from the definition: what the kernel must agree with.
 *
 * @module
 */

/** The float32 nearest to a decimal, ties to even; it has no idea of the kernel's shortcuts. */
export function nearestFloat(text: string): number {
  const [, sign, whole = "", fraction = "", exponent = "0"] =
    /^\s*([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?\s*$/.exec(text) ?? [];
  const power = Number(exponent) - fraction.length;
  let top = BigInt(whole + fraction);
  let bottom = 1n;
  if (Math.abs(power) > FAR) return signed(sign, top === 0n || power < 0 ? 0 : Infinity);
  if (power > 0) top *= 10n ** BigInt(power);
  else bottom = 10n ** BigInt(-power);
  const size = top === 0n ? 0 : nearest(top, bottom);
  return signed(sign, size);
}

/** An exponent that no digits of the tests make up for. */
const FAR = 1_000_000;

function signed(sign: string | undefined, size: number): number {
  return sign === "-" ? -size : size;
}

function nearest(top: bigint, bottom: bigint): number {
  // The quotient must have 24 bits, fewer below the normal range.
  let exponent = Math.max(bits(top) - bits(bottom) - 24, -149);
  if (quotient(top, bottom, exponent)[0] >= 1n << 24n) exponent++;
  let [whole, left, unit] = quotient(top, bottom, exponent);
  if (2n * left > unit || (2n * left === unit && whole % 2n === 1n)) whole++;
  return Math.fround(Number(whole) * 2 ** exponent);
}

/** Whole part, remainder and divisor of `top / bottom / 2^exponent`. */
function quotient(top: bigint, bottom: bigint, exponent: number): [bigint, bigint, bigint] {
  const shift = BigInt(Math.abs(exponent));
  const [above, below] = exponent < 0 ? [top << shift, bottom] : [top, bottom << shift];
  return [above / below, above % below, below];
}

function bits(number: bigint): number {
  return number.toString(2).length;
}

/** The exact decimal of `odd × 2^exponent`, all its digits. */
export function exactDecimal(odd: bigint, exponent: number): string {
  if (exponent >= 0) return String(odd << BigInt(exponent));
  const digits = String(odd * 5n ** BigInt(-exponent)).padStart(-exponent + 1, "0");
  return `${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}
