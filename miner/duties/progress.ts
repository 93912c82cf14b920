/**
 * How far a duty came in one look.
 *
 * @module
 */
import type { Sender, Write, WriteName } from "../transactions/sender.ts";

/** `done`: the chain has it; `sent`: it is on its way; `nothing`: there was nothing to do after all. */
export type Progress = "done" | "sent" | "nothing";

/** Sends what a duty sends, and waits for nothing. */
export async function sendDuty<Name extends WriteName>(
  sender: Sender,
  write: Write<Name>,
): Promise<Progress> {
  return await sender.start(write) === undefined ? "sent" : "done";
}
