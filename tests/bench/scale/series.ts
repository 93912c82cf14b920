/**
 * One quantity as something grows, and how it may grow.
 *
 * @module
 */
import { exponentOf, type Point } from "./exponent.ts";

/** What grows. */
export type Against = "models" | "miners" | "competitions";

/** A quantity, measured at growing sizes. */
export interface Series {
  /** E.g. `submitModel` */
  name: string;
  against: Against;
  /** Requests are those of HTTP; each holds one or more calls of JSON-RPC */
  unit: "gas" | "requests" | "calls" | "ms" | "CPU ms";
  limit: keyof typeof LIMITS;
  /** By size, growing */
  points: Point[];
}

/**
 * The largest exponents: flat leaves room for a byte more of calldata in a larger number, linear for
 * the noise of a clock. Whatever has no limit is shown beside what has.
 */
export const LIMITS = { flat: 0.05, linear: 1.1, none: Infinity } as const;

/** A series with its exponents. */
export interface Fitted extends Series {
  /** Of all sizes */
  exponent: number;
  /** From the last size but one to the last: a constant part hides growth less there */
  tail: number;
  exceeds: boolean;
}

/** Fits a series; it must hold two sizes or more. */
export function fitted(series: Series): Fitted {
  const exponent = exponentOf(series.points);
  const tail = exponentOf(series.points.slice(-2));
  const limit = LIMITS[series.limit];
  return { ...series, exponent, tail, exceeds: exponent > limit || tail > limit };
}

/** An exponent as people read it: without the sign of a zero. */
export function rounded(exponent: number, digits: number): string {
  return exponent.toFixed(digits).replace(/^-(?=[0.]+$)/, "");
}
