/**
 * What a call of the contract paid out, from its events.
 *
 * @module
 */
import { parseAbi, parseEventLogs } from "viem";
import type { Mined } from "../journal/call.ts";

export const PAYMENTS = parseAbi([
  "event Claimed(uint256 indexed id, address indexed miner, address to, uint256 stake, uint256 fees)",
  "event Withdrawn(uint256 indexed id, address indexed account, address to, uint256 amount)",
]);

/** Fees and prizes that a call paid out, in wei; a stake that came back is nothing earned. */
export function earnedIn({ logs }: Pick<Mined, "logs">): bigint {
  return parseEventLogs({ abi: PAYMENTS, logs, strict: true })
    .map((log) => log.eventName === "Claimed" ? log.args.fees : log.args.amount)
    .reduce((sum, each) => sum + each, 0n);
}
