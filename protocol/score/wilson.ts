/**
 * How exactly a share of right answers is known from so many rows.
 *
 * @module
 */

/** The normal distribution's quantile of 97.5 %: two sides leave 5 %. */
const Z = 1.959963984540054;

/** A share and the shares that it may really be, from 0 to 1. */
export interface Interval {
  low: number;
  high: number;
}

/**
 * The Wilson score interval of a share, at 95 %: of many competitions with fresh rows from the same
 * source, 95 in 100 would have the model's true share in it. E. B. Wilson, Journal of the American
 * Statistical Association 22 (1927).
 *
 * @param share Of the rows that are right, from 0 to 1
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { wilsonInterval } from "./wilson.ts";
 *
 * const { low, high } = wilsonInterval(0.9, 100);
 * assertAlmostEquals(low, 0.82564, 1e-5);
 * assertAlmostEquals(high, 0.94477, 1e-5);
 * ```
 */
export function wilsonInterval(share: number, rows: number): Interval {
  const squared = Z * Z;
  const centre = share + squared / (2 * rows);
  const half = Z * Math.sqrt((share * (1 - share) + squared / (4 * rows)) / rows);
  const whole = 1 + squared / rows;
  return {
    low: Math.max(0, (centre - half) / whole),
    high: Math.min(1, (centre + half) / whole),
  };
}

/** Whether two shares of the same rows may well be equal: their intervals overlap. */
export function overlap(a: Interval, b: Interval): boolean {
  return a.low <= b.high && b.low <= a.high;
}
