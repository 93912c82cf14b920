/**
 * Every event of one competition, in the chain's order, decoded.
 *
 * @module
 */
import { encodeAbiParameters, type Hex, parseEventLogs, type RpcLog } from "viem";
import type { Event } from "../../protocol/abi.ts";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { readAnyLogs } from "./read_events.ts";
import type { Connection } from "./client.ts";

/**
 * Reads all events of a competition, oldest first.
 *
 * @param since Seconds since 1970: none of them is older; by default the chain's beginning
 * @throws DemlError `chain`
 */
export async function readHistory(
  connection: Connection,
  id: bigint,
  since = 0,
): Promise<Event[]> {
  const topic: Hex = encodeAbiParameters([{ type: "uint256" }], [id]);
  return await readAnyLogs(connection, [null, topic], { since, take: eventIn });
}

/** Anything but an event of the contract is skipped. */
function eventIn(log: RpcLog): Event | undefined {
  try {
    const [event] = parseEventLogs({ abi: demlAbi, logs: [log], strict: true });
    if (event === undefined) return undefined;
    return { ...event, blockNumber: BigInt(log.blockNumber ?? 0), time: undefined } as Event;
  } catch {
    // A node may give anything.
    return undefined;
  }
}
