/**
 * Scores: PROTOCOL.md, section 5.
 *
 * @module
 */

/** Score units of 100 %. */
const PERFECT = 100_000;

/** The score of so many correct answers, in thousandths of a percent, rounded down. */
export function scoreOf(correct: number, rows: number): number {
  return Number(BigInt(correct) * BigInt(PERFECT) / BigInt(rows));
}

/** The verdict INVALID, as the contract writes it: the largest uint24. */
export const INVALID_SCORE = 0xffffff;
