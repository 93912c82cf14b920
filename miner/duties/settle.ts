/**
 * The duty to settle: anyone may, and somebody must.
 *
 * @module
 */
import type { Hex } from "viem";
import { packScores, unpackScores } from "../chain/commitment.ts";
import { packRows, type PostedRow } from "../chain/pack_groups.ts";
import { readRows } from "../chain/read_rows.ts";
import type { MinerContext } from "./context.ts";
import type { Situation } from "./due.ts";

/** Settles a round with every revealed row, or ends one that failed its quorum. */
export async function settleRound(
  context: MinerContext,
  { competition, rounds }: Situation,
  index: number,
): Promise<void> {
  const round = rounds.find((candidate) => candidate.index === index)!;
  const judged = round.revealed >= competition.quorum;
  const rows = judged ? await readRows(context.connection, competition.id, round) : [];
  const medians = judged ? mediansOf(rows, round.models.length) : "0x";
  await context.sender.send({
    functionName: "settle",
    args: [competition.id, BigInt(index), medians, packRows(rows), "0x"],
    purpose: `settle round ${index} of competition ${competition.id}`,
  });
}

/** The lower median of every model's scores, packed; INVALID is the largest and sorts last. */
export function mediansOf(rows: Pick<PostedRow, "scores">[], models: number): Hex {
  const scores = rows.map((row) => unpackScores(row.scores));
  return packScores(Array.from({ length: models }, (_, model) => {
    const sorted = scores.map((row) => row[model]!).sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) / 2)]!;
  }));
}
