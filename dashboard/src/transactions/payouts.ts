/**
 * The calls that take money out.
 *
 * @module
 */
import type { Address } from "viem";
import type { Call } from "./call.ts";

/** Takes what an account is owed as winner, organizer or refunded participant. */
export function withdrawal(id: bigint, to: Address): Call<"withdraw"> {
  return { functionName: "withdraw", args: [id, to], purpose: `withdraw from competition ${id}` };
}

/** Takes a miner's stake and fees. */
export function claim(id: bigint, to: Address): Call<"claim"> {
  return {
    functionName: "claim",
    args: [id, to],
    purpose: `claim stake and fees in competition ${id}`,
  };
}
