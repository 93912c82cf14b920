/**
 * The medians of a round, as `settle` takes them. PROTOCOL.md, section 6.
 *
 * @module
 */
import type { Hex } from "viem";
import { ABSTAIN_SCORE } from "../score/score.ts";
import { packScores, unpackScores } from "./commitment.ts";
import type { PostedRow } from "./groups.ts";

/**
 * The median of every place, packed: the largest score that more than half of all rows reach.
 * Scores sort below INVALID, and ABSTAIN reaches none of them; if half or more abstain, it is
 * ABSTAIN.
 */
export function mediansOf(rows: Pick<PostedRow, "scores">[], places: number): Hex {
  const scores = rows.map((row) => unpackScores(row.scores));
  return packScores(Array.from({ length: places }, (_, place) => {
    const judging = scores.map((row) => row[place] ?? ABSTAIN_SCORE).filter((score) =>
      score !== ABSTAIN_SCORE
    );
    const falling = judging.sort((a, b) => b - a);
    return falling[Math.floor(rows.length / 2)] ?? ABSTAIN_SCORE;
  }));
}
