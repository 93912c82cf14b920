/**
 * Claiming a sealed model's score on the public part. PROTOCOL.md, section 4.
 *
 * @module
 */
import type { Hex } from "viem";
import { packScoreClaim } from "../../protocol/score/score_claim.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Write } from "../transactions/sender.ts";

/** Gas of claiming a score, rounded up: tests/sealed/claims_test.ts measures it. */
export const CLAIMING_GAS = 90_000n;

/**
 * The call that claims a score. It sends the bond, a buy-in: it comes back with the buy-in at the
 * end, or is burnt if the model is not opened or INVALID.
 *
 * @param scored The score on the public part with engine `wasm`, and the evidence's root over it
 */
export function claimCall(
  { id, buyIn }: Pick<Competition, "id" | "buyIn">,
  model: number,
  scored: { score: number; root: Hex },
): Write<"claimScore"> {
  return {
    functionName: "claimScore",
    args: [id, BigInt(model), packScoreClaim(scored)],
    value: buyIn,
    purpose: `claim a score for model ${model} of competition ${id}`,
  };
}
