/**
 * The duty to reveal: a late one costs the stake.
 *
 * @module
 */
import type { MinerContext } from "./context.ts";
import type { Situation } from "./due.ts";
import { type Progress, sendDuty } from "./progress.ts";

/** Reveals the row in the journal. */
export async function revealRound(
  context: Pick<MinerContext, "sender" | "memory">,
  { competition: { id, seatStake }, opening }: Situation,
  round: number,
): Promise<Progress> {
  const { scores, evidence, salt } = opening!;
  return await sendDuty(context, {
    functionName: "reveal",
    args: [id, BigInt(round), context.sender.account.address, scores, evidence, salt],
    purpose: `reveal round ${round} of competition ${id}`,
    // Silence costs the stake, which is worth more than any gas.
    urgent: true,
    worth: seatStake,
  });
}
