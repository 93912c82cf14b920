/**
 * The duty to commit: evaluate, record, then send.
 *
 * @module
 */
import { bytesToHex } from "viem";
import { commitmentOf, packScores } from "../chain/commitment.ts";
import { DemlError } from "../errors.ts";
import type { MinerContext } from "./context.ts";
import type { Situation } from "./due.ts";
import { evaluateRound } from "./evaluate_round.ts";
import { meanwhile } from "./meanwhile.ts";
import { seatKey } from "./seat_key.ts";

/**
 * Commits to scores for a round. A miner that cannot evaluate abstains: it sends nothing, and the
 * journal keeps the reason.
 */
export async function commitRound(
  context: MinerContext,
  situation: Situation,
  index: number,
): Promise<void> {
  const seat = seatKey(context, situation.competition.id, index);
  let opening = context.journal.opening(seat);
  if (opening === undefined) {
    const round = situation.rounds.find((candidate) => candidate.index === index)!;
    let result;
    try {
      result = await meanwhile(
        context,
        () => evaluateRound(context, situation.competition, round),
      );
    } catch (error) {
      if (!(error instanceof DemlError) || context.signal?.aborted) throw error;
      context.journal.recordAbstention(seat, error.message);
      context.log(`abstaining from round ${index}: ${error.message}`);
      return;
    }
    const scores = packScores(result.scores);
    const salt = bytesToHex(crypto.getRandomValues(new Uint8Array(32)));
    const commitment = commitmentOf({ ...seat, scores, evidence: result.evidence, salt });
    opening = context.journal.recordOpening(seat, {
      scores,
      evidence: result.evidence,
      salt,
      commitment,
    });
  }
  await context.sender.send({
    functionName: "commit",
    args: [situation.competition.id, BigInt(index), opening.commitment],
    purpose: `commit to round ${index} of competition ${situation.competition.id}`,
  });
}
