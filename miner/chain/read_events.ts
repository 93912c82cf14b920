/**
 * Finding events without an index: the contract's state says when something happened, the chain's
 * timestamps say in which block.
 *
 * @module
 */
import type { AbiEvent, GetLogsParameters, GetLogsReturnType } from "viem";
import { DemlError } from "../errors.ts";
import type { Connection } from "./client.ts";
import { refusedAnswer } from "./transport.ts";

/** A block a second for a century. */
const MOST_BLOCKS = 3_200_000_000n;

/** Providers answer ranges of blocks up to a limit; this one is common. */
const RANGE = 5_000n;

/**
 * The longest data of events that are held, in characters of hex: 128 MB of packages, ten thousand
 * times what a block takes.
 */
const MOST_DATA = 2 ** 28;

/** The first block that is not older than a moment, by bisection. */
async function blockAt(connection: Connection, seconds: number): Promise<bigint> {
  const { client } = connection;
  let low = 0n;
  let high = await latestBlock(connection);
  while (low < high) {
    const middle = (low + high) / 2n;
    const { timestamp } = await client.getBlock({ blockNumber: middle });
    if (Number(timestamp) < seconds) low = middle + 1n;
    else high = middle;
  }
  return low;
}

/** The latest block; a number that no chain reaches would be counted up to. */
async function latestBlock({ client }: Connection): Promise<bigint> {
  const number = await client.getBlockNumber();
  if (number <= MOST_BLOCKS) return number;
  throw new DemlError(
    "chain",
    "The node tells of more blocks than there can be",
    "Use another node",
  );
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
    until === undefined ? latestBlock(connection) : blockAt(connection, until),
  ]);
  const found: GetLogsReturnType<Event, [Event], true> = [];
  let data = 0;
  for (let range = RANGE, fromBlock = from; fromBlock <= to;) {
    const end = fromBlock + range - 1n;
    const toBlock = end < to ? end : to;
    const wanted = { address: contract, event, args, strict: true, fromBlock, toBlock } as const;
    try {
      for (const log of await client.getLogs(wanted as never) as typeof found) {
        data += log.data?.length ?? 0;
        if (data > MOST_DATA) throw tooLong();
        found.push(log);
      }
      fromBlock = toBlock + 1n;
    } catch (error) {
      const refused = refusedAnswer(error);
      if (refused === undefined) throw error;
      // Long packages: what is too long for one answer comes in several, a block at least in each.
      if (range === 1n) throw refused;
      range = range / 8n || 1n;
    }
  }
  return found;
}

function tooLong(): DemlError {
  return new DemlError("chain", "The node gives events without end", "Use another node");
}

type EventArgs<Event extends AbiEvent> = GetLogsParameters<Event>["args"];
