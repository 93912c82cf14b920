/**
 * The duty to commit: judge, record, then send.
 *
 * @module
 */
import { bytesToHex } from "viem";
import { commitmentOf, packScores } from "../chain/commitment.ts";
import type { Round } from "../chain/read_rounds.ts";
import type { MinerContext } from "./context.ts";
import type { Situation } from "./due.ts";
import { judgeRound } from "./judge_round.ts";
import { meanwhile } from "./meanwhile.ts";
import { seatKey } from "./seat_key.ts";

/** Commits to a row for a round; where nothing can be judged, to one that abstains. */
export async function commitRound(
  context: MinerContext,
  { competition }: Situation,
  round: Round,
): Promise<void> {
  const { id } = competition;
  const seat = seatKey(context, id, round.index);
  let opening = context.journal.opening(seat);
  if (opening === undefined) {
    const row = await meanwhile(context, () => judgeRound(context, competition, round));
    const scores = packScores(row.scores);
    const salt = bytesToHex(crypto.getRandomValues(new Uint8Array(32)));
    const commitment = commitmentOf({ ...seat, scores, evidence: row.evidence, salt });
    opening = context.journal.recordOpening(seat, {
      scores,
      evidence: row.evidence,
      salt,
      commitment,
    });
  }
  await context.sender.send({
    functionName: "commit",
    args: [id, BigInt(round.index), opening.commitment],
    purpose: `commit to round ${round.index} of competition ${id}`,
  });
}
