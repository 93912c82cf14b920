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

/** What a miner says that could not judge a model. */
const ABSTAIN = 0xffffff;

/** The lower median of what is not ABSTAIN, of every model, packed; ABSTAIN where nobody judged. */
export function mediansOf(rows: Pick<PostedRow, "scores">[], models: number): Hex {
  const scores = rows.map((row) => unpackScores(row.scores));
  return packScores(Array.from({ length: models }, (_, model) => {
    const judging = scores.map((row) => row[model]!).filter((score) => score !== ABSTAIN);
    return judging.sort((a, b) => a - b)[Math.floor((judging.length - 1) / 2)] ?? ABSTAIN;
  }));
}
