/**
 * Scores and the other verdicts: PROTOCOL.md, section 5.
 *
 * @module
 */

/** Score units of 100 %. */
export const PERFECT_SCORE = 100_000;

/**
 * The verdict INVALID. INVALID, ABSTAIN and scores are so far apart that no tolerance joins them.
 */
export const INVALID_SCORE = 0xe00000;
/** The verdict ABSTAIN: this miner could not judge this model. */
export const ABSTAIN_SCORE = 0xffffff;
/** The verdict BAD_DATA has INVALID's code, in round zero alone: the test set is bad. */
export const BAD_DATA_SCORE = INVALID_SCORE;

/** A verdict other than a score. */
export type VerdictCode = "INVALID" | "ABSTAIN";

const CODES: Record<number, VerdictCode> = {
  [INVALID_SCORE]: "INVALID",
  [ABSTAIN_SCORE]: "ABSTAIN",
};

/**
 * The score of so many correct answers, in thousandths of a percent, rounded down.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { scoreOf } from "./score.ts";
 *
 * assertEquals(scoreOf(9_725, 10_000), 97_250); // 97.25 %
 * assertEquals(scoreOf(2, 3), 66_666);
 * ```
 */
export function scoreOf(correct: number, rows: number): number {
  return Number(BigInt(correct) * BigInt(PERFECT_SCORE) / BigInt(rows));
}

/** Whether a verdict is a score, not a code: 0 to 100,000. */
export function isScore(verdict: number): boolean {
  return Number.isInteger(verdict) && verdict >= 0 && verdict <= PERFECT_SCORE;
}

/** The name of a verdict other than a score; undefined for a score or any other number. */
export function codeOf(verdict: number): VerdictCode | undefined {
  return CODES[verdict];
}

/**
 * Whether two verdicts are close enough. A code agrees only with itself.
 *
 * @param apart Score units, fractions allowed
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { ABSTAIN_SCORE, agree, INVALID_SCORE } from "./score.ts";
 *
 * assert(agree(99_100, 99_150, 50));
 * assert(!agree(99_100, 99_151, 50));
 * assert(agree(INVALID_SCORE, INVALID_SCORE, 0));
 * assert(!agree(INVALID_SCORE, ABSTAIN_SCORE, 100_000));
 * ```
 */
export function agree(verdict: number, other: number, apart: number): boolean {
  if (!isScore(verdict) || !isScore(other)) return verdict === other;
  return Math.abs(verdict - other) <= apart;
}
