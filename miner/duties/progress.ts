/**
 * The progress of a duty in one poll.
 *
 * @module
 */
import type { Write } from "../transactions/sender.ts";
import type { WriteName } from "../../protocol/abi.ts";
import type { MinerContext } from "./context.ts";

/**
 * `done`: the chain has it; `sent`: it is pending; `nothing`: there was nothing to do after all.
 */
export type Progress = "done" | "sent" | "nothing";

/**
 * The most gas of a reveal: one of 32 scores takes less than a third of it, so that it is still
 * affordable if gas gets dearer. An account that cannot afford it commits to nothing, since a
 * commitment without a reveal loses the stake.
 */
const REVEAL_GAS = 150_000n;

/**
 * Sends a duty's call without waiting. The ether that the account needs to reveal the rows of its
 * seats is not spent on anything else.
 */
export async function sendDuty<Name extends WriteName>(
  { sender, memory }: Pick<MinerContext, "sender" | "memory">,
  write: Write<Name>,
): Promise<Progress> {
  const committing = sender.underWay().filter(({ key }) => key.startsWith("commit["));
  const own = write.functionName === "commit" ? 1 : 0;
  const rows = (memory.seated?.size ?? 0) + committing.length + own;
  const reserve = write.urgent ? 0n : BigInt(rows) * REVEAL_GAS;
  return await sender.start({ ...write, reserve }) === undefined ? "sent" : "done";
}
