/**
 * The duty to settle: anyone may, and somebody must.
 *
 * @module
 */
import type { Hex } from "viem";
import { packScores, unpackScores } from "../../protocol/round/commitment.ts";
import { packRows, type PostedRow } from "../../protocol/round/groups.ts";
import { placesOf } from "../chain/read_rounds.ts";
import type { Round } from "../../protocol/state/round.ts";
import { readRows } from "../chain/read_rows.ts";
import { ABSTAIN_SCORE } from "../../protocol/score/score.ts";
import type { MinerContext } from "./context.ts";
import type { Situation } from "./due.ts";
import { type Progress, sendDuty } from "./progress.ts";

/** Settles a round with every posted row, equal ones in one group. */
export async function settleRound(
  context: MinerContext,
  { competition: { id } }: Situation,
  round: Round,
): Promise<Progress> {
  const rows = await readRows(context.connection, id, round);
  return await sendDuty(context, {
    functionName: "settle",
    args: [
      id,
      BigInt(round.index),
      mediansOf(rows, placesOf(round)),
      packRows(rows),
      "0x",
    ],
    purpose: `settle round ${round.index} of competition ${id}`,
  });
}

/**
 * The median of every place, packed: the largest score that more than half of all rows reach. Scores
 * sort below INVALID, and ABSTAIN reaches none of them; where half or more abstain, it stands itself.
 */
export function mediansOf(rows: Pick<PostedRow, "scores">[], places: number): Hex {
  const scores = rows.map((row) => unpackScores(row.scores));
  return packScores(Array.from({ length: places }, (_, place) => {
    const judging = scores.map((row) => row[place]!).filter((score) => score !== ABSTAIN_SCORE);
    const falling = judging.sort((a, b) => b - a);
    return falling[Math.floor(rows.length / 2)] ?? ABSTAIN_SCORE;
  }));
}
