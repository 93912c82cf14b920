/**
 * Finding events without an index: the contract's state says when something happened, the chain's
 * timestamps say in which block.
 *
 * @module
 */
import type { AbiEvent, GetLogsParameters, GetLogsReturnType } from "viem";
import type { Connection } from "./client.ts";

/** Providers answer ranges of blocks up to a limit; this one is common. */
const RANGE = 5_000n;

/** The first block that is not older than a moment, by bisection. */
async function blockAt(connection: Connection, seconds: number): Promise<bigint> {
  const { client } = connection;
  let low = 0n;
  let high = await client.getBlockNumber();
  while (low < high) {
    const middle = (low + high) / 2n;
    const { timestamp } = await client.getBlock({ blockNumber: middle });
    if (Number(timestamp) < seconds) low = middle + 1n;
    else high = middle;
  }
  return low;
}

/**
 * Reads the contract's events of one kind, oldest first.
 *
 * @param args Of the event's indexed parameters, those that are wanted
 * @param since Seconds since 1970: a moment that none of them is older than
 * @param until Seconds since 1970; the latest block where it is left out
 */
export async function readEvents<const Event extends AbiEvent>(
  connection: Connection,
  event: Event,
  args: EventArgs<Event>,
  since: number,
  until?: number,
): Promise<GetLogsReturnType<Event, [Event], true>> {
  const { client, contract } = connection;
  const [from, to] = await Promise.all([
    blockAt(connection, since),
    until === undefined ? client.getBlockNumber() : blockAt(connection, until),
  ]);
  const found: GetLogsReturnType<Event, [Event], true> = [];
  for (let fromBlock = from; fromBlock <= to; fromBlock += RANGE) {
    const end = fromBlock + RANGE - 1n;
    const toBlock = end < to ? end : to;
    const wanted = { address: contract, event, args, strict: true, fromBlock, toBlock } as const;
    found.push(...await client.getLogs(wanted as never) as typeof found);
  }
  return found;
}

type EventArgs<Event extends AbiEvent> = GetLogsParameters<Event>["args"];
