/**
 * Base-2 logarithms in whole numbers, the same on every machine.
 *
 * @module
 */

/** Bits after the point of a logarithm. */
const LOG_BITS = 32;
/** One, as a logarithm counts. */
export const LOG_PARTS = 1n << BigInt(LOG_BITS);
/** Bits after the point while squaring: an error doubles with each of the 32 squarings. */
const WORK_BITS = 127n;
/** Keeps the highest 26 of a double's 53 significant bits: two such factors have an exact product. */
const HIGHEST = 0xf8000000;
/** A double's exponent is in the upper half, from bit 20, and biased. */
const [EXPONENT_AT, BIAS, FRACTION] = [20, 1023, 0xfffff];

/**
 * A product of many positive whole numbers, each below 2⁵³: 26 significant bits, rounded down after
 * each factor, and an exponent of any size.
 */
export class Product {
  readonly #value = new Float64Array(1);
  /** Every system that Deno runs on is little-endian: the lower half is first */
  readonly #halves = new Uint32Array(this.#value.buffer);
  /** From 1 to 2 */
  #mantissa = 1;
  #exponent = 0;

  /** Multiplies. */
  times(factor: number): void {
    this.#mantissa = this.#cut(this.#mantissa * this.#cut(factor));
  }

  /** Its logarithm in LOG_PARTS, rounded down. */
  log2(): bigint {
    return BigInt(this.#exponent) * LOG_PARTS + fractionOf(this.#mantissa);
  }

  /** The highest 26 bits of a number, from 1 to 2; what it is larger by goes to the exponent. */
  #cut(number: number): number {
    this.#value[0] = number;
    const high = this.#halves[1] ?? 0;
    this.#exponent += (high >>> EXPONENT_AT) - BIAS;
    this.#halves[1] = (high & FRACTION) | (BIAS << EXPONENT_AT);
    this.#halves[0] = (this.#halves[0] ?? 0) & HIGHEST;
    return this.#value[0] ?? 1;
  }
}

/** The logarithm of a whole number from 1 to 2³² − 1, in LOG_PARTS, rounded down. */
export function log2(number: number): bigint {
  const exponent = 31 - Math.clz32(number);
  return BigInt(exponent) * LOG_PARTS + fractionOf(number / 2 ** exponent);
}

/**
 * Of a number from 1 to 2, bit by bit: its square is at least 2 where the logarithm has a bit. Knuth,
 * The Art of Computer Programming, volume 1, 1.2.2, exercise 25.
 */
function fractionOf(mantissa: number): bigint {
  let [value, fraction] = [BigInt(mantissa * 2 ** 52) << (WORK_BITS - 52n), 0n];
  for (let bit = 0; bit < LOG_BITS; bit++) {
    value = value * value >> WORK_BITS;
    fraction <<= 1n;
    if (value >> (WORK_BITS + 1n) === 0n) continue;
    value >>= 1n;
    fraction |= 1n;
  }
  return fraction;
}
