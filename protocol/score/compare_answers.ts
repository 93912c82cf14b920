/**
 * Two models' answers to the same samples, side by side.
 *
 * @module
 */

/** Rows by which models are right; of a regression, by which of two models is nearer. */
export interface Comparison {
  rows: number;
  /** Rows with the same prediction, right or wrong */
  same: number;
  bothRight: number;
  onlyFirst: number;
  onlySecond: number;
  neitherRight: number;
  /**
   * The probability that the rows that only one has right, or is nearer in, split at least this
   * unevenly between two equally good models: McNemar's exact test, which is the sign test,
   * two-sided
   */
  chance: number;
}

/**
 * Compares predictions.
 *
 * @param first One label per row
 * @param second As many
 * @param labels What is right
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { compareAnswers } from "./compare_answers.ts";
 *
 * const labels = [0, 1, 2, 3];
 * const { same, bothRight, onlyFirst, onlySecond } = compareAnswers([0, 1, 2, 0], [0, 1, 0, 0], labels);
 * assertEquals([same, bothRight, onlyFirst, onlySecond], [3, 2, 1, 0]);
 * ```
 */
export function compareAnswers(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  labels: ArrayLike<number>,
): Comparison {
  const found = { same: 0, bothRight: 0, onlyFirst: 0, onlySecond: 0, neitherRight: 0 };
  for (let row = 0; row < labels.length; row++) {
    if (first[row] === second[row]) found.same++;
    const [one, other] = [first[row] === labels[row], second[row] === labels[row]];
    if (one && other) found.bothRight++;
    else if (one) found.onlyFirst++;
    else if (other) found.onlySecond++;
    else found.neitherRight++;
  }
  return { rows: labels.length, ...found, chance: mcNemar(found.onlyFirst, found.onlySecond) };
}

/**
 * Compares predictions of a regression, in steps of its target: a row is won by the nearer of two.
 * `bothRight` are rows that both have exactly, and `neitherRight` those that both miss by the same.
 */
export function compareValues(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  labels: ArrayLike<number>,
): Comparison {
  const found = { same: 0, bothRight: 0, onlyFirst: 0, onlySecond: 0, neitherRight: 0 };
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] ?? 0;
    if (first[row] === second[row]) found.same++;
    const apart = Math.abs((first[row] ?? 0) - label);
    const other = Math.abs((second[row] ?? 0) - label);
    if (apart < other) found.onlyFirst++;
    else if (other < apart) found.onlySecond++;
    else if (apart === 0) found.bothRight++;
    else found.neitherRight++;
  }
  return { rows: labels.length, ...found, chance: mcNemar(found.onlyFirst, found.onlySecond) };
}

/** Twice the lower tail of a fair coin, at most 1. */
function mcNemar(one: number, other: number): number {
  const tosses = one + other;
  const few = Math.min(one, other);
  // Logarithms: 2^-tosses is below every double after a thousand.
  let term = -tosses * Math.LN2;
  let tail = 0;
  for (let count = 0; count <= few; count++) {
    tail += Math.exp(term);
    term += Math.log(tosses - count) - Math.log(count + 1);
  }
  return Math.min(1, 2 * tail);
}
