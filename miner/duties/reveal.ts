/**
 * The duty to reveal: a late one costs the stake.
 *
 * @module
 */
import { DemlError } from "../errors.ts";
import type { MinerContext } from "./context.ts";
import type { Situation } from "./due.ts";
import { seatKey } from "./seat_key.ts";

/** Reveals the row that the journal holds. */
export async function revealRound(
  context: MinerContext,
  situation: Situation,
  round: number,
): Promise<void> {
  const seat = seatKey(context, situation.competition.id, round);
  const opening = context.journal.opening(seat);
  if (opening === undefined) {
    throw new DemlError(
      "journal",
      `The journal has no opening for round ${round}`,
      "Start the miner with the journal that made the commitment",
    );
  }
  const { scores, evidence, salt } = opening;
  await context.sender.send({
    functionName: "reveal",
    args: [situation.competition.id, BigInt(round), seat.miner, scores, evidence, salt],
    purpose: `reveal round ${round} of competition ${situation.competition.id}`,
  });
}
