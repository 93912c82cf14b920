/**
 * How far a duty came in one look.
 *
 * @module
 */
import type { Write } from "../transactions/sender.ts";
import type { WriteName } from "../../protocol/abi.ts";
import type { MinerContext } from "./context.ts";

/** `done`: the chain has it; `sent`: it is on its way; `nothing`: there was nothing to do after all. */
export type Progress = "done" | "sent" | "nothing";

/**
 * Gas of a reveal at most: one of 32 scores takes less than a third of it, so that it can still be paid
 * for when gas is dearer. An account that could not pay for it commits to nothing, since who commits
 * and does not reveal loses the stake.
 */
const REVEAL_GAS = 150_000n;

/**
 * Sends what a duty sends, and waits for nothing. What the account needs to reveal the rows of its
 * seats is spent on nothing else.
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
