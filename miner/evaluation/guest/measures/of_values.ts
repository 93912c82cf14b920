/**
 * How close predicted values are, in whole steps of the target: PROTOCOL.md, section 5. Each is a
 * skill: 0 for the best constant, 100,000 if nothing is wrong.
 *
 * @module
 */
import { PERFECT_SCORE } from "../../../../protocol/score/score.ts";

const PERFECT = BigInt(PERFECT_SCORE);

/** Errors and spreads, in steps. */
interface Errors {
  /** rows × Σ (label − prediction)² */
  squares: bigint;
  /** rows × Σ (label − mean)² */
  spread: bigint;
}

/** 1 − Σ error² / Σ (label − mean)²; 0 if labels are all the same and one is missed. */
export function r2(labels: Int32Array, predictions: Int32Array): number {
  const { squares, spread } = errorsOf(labels, predictions);
  if (squares === 0n) return PERFECT_SCORE;
  return squares >= spread ? 0 : Number(PERFECT * (spread - squares) / spread);
}

/** 1 − √(Σ error² / Σ (label − mean)²). */
export function rmse(labels: Int32Array, predictions: Int32Array): number {
  const { squares, spread } = errorsOf(labels, predictions);
  if (squares === 0n) return PERFECT_SCORE;
  if (squares >= spread) return 0;
  // The least t with t² ≥ 10¹⁰ × squares / spread: the root, rounded up.
  return PERFECT_SCORE - rootUp(ceilDiv(PERFECT * PERFECT * squares, spread));
}

/** 1 − Σ |error| / Σ |label − median|, with the lower of two medians. */
export function mae(labels: Int32Array, predictions: Int32Array): number {
  const median = labels.slice().sort()[(labels.length - 1) >> 1] ?? 0;
  // Below 2²³ each, and no more than 10⁸ of them: exact in a float64.
  let [error, spread] = [0, 0];
  labels.forEach((label, row) => {
    error += Math.abs(label - (predictions[row] ?? 0));
    spread += Math.abs(label - median);
  });
  if (error === 0) return PERFECT_SCORE;
  return error >= spread ? 0 : Number(PERFECT * BigInt(spread - error) / BigInt(spread));
}

/** Squares, each at most 2⁴⁶, that are added before their sum could pass 2⁵³. */
const SQUARES = 64;

function errorsOf(labels: Int32Array, predictions: Int32Array): Errors {
  const rows = labels.length;
  let [sum, own, squares] = [0, 0n, 0n];
  for (let start = 0; start < rows; start += SQUARES) {
    const end = Math.min(rows, start + SQUARES);
    let [someOwn, some] = [0, 0];
    for (let row = start; row < end; row++) {
      const label = labels[row] ?? 0;
      sum += label;
      someOwn += label * label;
      some += (label - (predictions[row] ?? 0)) ** 2;
    }
    own += BigInt(someOwn);
    squares += BigInt(some);
  }
  const count = BigInt(rows);
  return { squares: count * squares, spread: count * own - BigInt(sum) ** 2n };
}

function ceilDiv(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}

/** The least whole number whose square is at least `n`, which is at most 10¹⁰. */
function rootUp(n: bigint): number {
  let root = Math.ceil(Math.sqrt(Number(n)));
  while (BigInt(root) ** 2n < n) root++;
  while (root > 0 && BigInt(root - 1) ** 2n >= n) root--;
  return root;
}
