/**
 * What became of a deposit that is not there any more: from the miner's events.
 *
 * @module
 */
import { type Address, parseAbiItem } from "viem";
import type { Connection } from "./client.ts";
import { readEvents } from "./read_events.ts";

const CLAIMED = parseAbiItem(
  "event Claimed(uint256 indexed id, address indexed miner, address to, uint256 stake, uint256 fees)",
);

/**
 * Whether a deposit came back, by a claim of its own or by claimFor; otherwise it is lost.
 *
 * @param since When it was made, or later, in seconds since 1970
 */
export async function depositCameBack(
  connection: Connection,
  id: bigint,
  miner: Address,
  since: number,
): Promise<boolean> {
  const logs = await readEvents(connection, CLAIMED, { id, miner }, since);
  return logs.some(({ args }) => args.stake > 0n);
}
