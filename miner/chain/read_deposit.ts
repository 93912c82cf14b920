/**
 * What became of a deposit that no longer exists: from the contract's events.
 *
 * @module
 */
import { eventOf } from "../../protocol/abi.ts";
import type { Address } from "viem";
import type { Connection } from "./client.ts";
import { readEvents } from "./read_events.ts";

const CLAIMED = eventOf("Claimed");
const SETTLED = eventOf("RoundSettled");
const FAILED = eventOf("RoundFailed");

/**
 * How a deposit ended: it was returned, by its own claim or by claimFor, or it was lost. Undefined
 * if no event shows its end: then the node lags, or a reorganization reverted the deposit.
 *
 * @param since When it was made, or later, in seconds since 1970
 */
export async function depositEnd(
  connection: Connection,
  id: bigint,
  miner: Address,
  since: number,
): Promise<"returned" | "lost" | undefined> {
  const claims = await readEvents(connection, CLAIMED, { id, miner }, since);
  if (claims.some(({ args }) => args.stake > 0n)) return "returned";
  const settled = await readEvents(connection, SETTLED, { id }, since);
  if (settled.some(({ args }) => args.lost > 0n)) return "lost";
  const failed = await readEvents(connection, FAILED, { id }, since);
  return failed.some(({ args }) => args.lost > 0n) ? "lost" : undefined;
}
