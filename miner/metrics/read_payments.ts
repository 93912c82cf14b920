/**
 * What a call of the contract paid out, from its events.
 *
 * @module
 */
import { parseEventLogs } from "viem";
import { eventOf } from "../../protocol/abi.ts";
import type { Mined } from "../journal/call.ts";

export const PAYMENTS = [eventOf("Claimed"), eventOf("Withdrawn")] as const;

/** Fees and prizes that a call paid out, in wei; a returned stake is not earned. */
export function earnedIn({ logs }: Pick<Mined, "logs">): bigint {
  return parseEventLogs({ abi: PAYMENTS, logs, strict: true })
    .map((log) => log.eventName === "Claimed" ? log.args.fees : log.args.amount)
    .reduce((sum, each) => sum + each, 0n);
}
