/**
 * Finding events without an index: the contract's state says when something happened, the chain's
 * timestamps say in which block.
 *
 * @module
 */
import {
  type AbiEvent,
  encodeEventTopics,
  formatLog,
  type GetLogsParameters,
  type GetLogsReturnType,
  type Log,
  numberToHex,
  parseEventLogs,
  type RpcLog,
  toEventSelector,
} from "viem";
import { type Event, eventOf } from "../../protocol/abi.ts";
import { DemlError } from "../../protocol/errors.ts";
import { demlAbi } from "../../protocol/generated/deml.ts";
import type { ChainFailure } from "./failures.ts";
import { chainError } from "./asked.ts";
import { blockAt, type Found, readHead, SHIFT } from "./blocks.ts";
import type { Connection } from "./client.ts";
import { type LogRange, newLogRange } from "./log_range.ts";

/**
 * The longest data of events in memory, in characters of hex: 128 MB of packages, ten thousand
 * times a block's.
 */
const MOST_DATA = 2 ** 28;
/** What an event takes in memory in addition to its data, in the same unit. */
const EVENT = 512;

/** For connections without their own endpoints. */
const ranges = new WeakMap<object, LogRange>();

/**
 * Reads the contract's events of one kind, oldest first.
 *
 * @param args Filters on the event's indexed parameters
 * @param since Seconds since 1970: none of them is older than this
 * @param until Seconds since 1970; by default the latest block
 * @throws DemlError `chain`
 */
export async function readEvents<const Event extends AbiEvent>(
  connection: Connection,
  event: Event,
  args: EventArgs<Event>,
  since: number,
  until?: number,
): Promise<GetLogsReturnType<Event, [Event], true>> {
  const { client, contract } = connection;
  const wanted = { address: contract, event, args, strict: true };
  return await inRanges(
    connection,
    since,
    until,
    async (range) => {
      const logs = await client.getLogs({ ...wanted, ...range } as never);
      return (logs as GetLogsReturnType<Event, [Event], true>)
        .map((event) => ({ event, length: event.data?.length ?? 0 }));
    },
  );
}

/**
 * Reads events as `readEvents` does, and leaves decoding to `take`, which gets them unchecked: a node
 * may give those of other events, or anything. What it makes nothing of is forgotten at once.
 *
 * @throws DemlError `chain`
 */
export async function readLogs<const Event extends AbiEvent, Taken>(
  connection: Connection,
  event: Event,
  args: EventArgs<Event>,
  { since, until, take }: {
    since: number;
    until?: number;
    take: (log: RpcLog) => Taken | undefined;
  },
): Promise<Taken[]> {
  const topics = encodeEventTopics({ abi: [event], args } as never);
  const { client, contract } = connection;
  return await inRanges(
    connection,
    since,
    until,
    async ({ fromBlock, toBlock }) => {
      const range = { fromBlock: numberToHex(fromBlock), toBlock: numberToHex(toBlock) };
      const logs = await client.request({
        method: "eth_getLogs",
        params: [{ address: contract, topics, ...range }],
      });
      return logs.flatMap((log) => {
        const event = take(log);
        return event === undefined ? [] : [{ event, length: log.data.length }];
      });
    },
  );
}

/**
 * Reads the events of a competition of several kinds, oldest first.
 *
 * @param names Only those: packages are events too, and long
 * @param since Seconds since 1970: none of them is older than this
 * @throws DemlError `chain`
 */
export async function readEventsOf(
  connection: Connection,
  id: bigint,
  names: readonly Event["eventName"][],
  since: number,
): Promise<Event[]> {
  const { client, contract } = connection;
  const topics = [
    names.map((name) => toEventSelector(eventOf(name))),
    numberToHex(id, { size: 32 }),
  ];
  return await inRanges(connection, since, undefined, async ({ fromBlock, toBlock }) => {
    const range = { fromBlock: numberToHex(fromBlock), toBlock: numberToHex(toBlock) };
    const raw = await client.request({
      method: "eth_getLogs",
      params: [{ address: contract, topics, ...range }],
    });
    // A node may return anything: only events of the contract are kept.
    return parseEventLogs({ abi: demlAbi, logs: raw.map((log) => formatLog(log)) as Log[] })
      .filter(({ args }) => args.id === id)
      .map((event) => ({
        event: { ...event, time: undefined } as Event,
        length: event.data?.length ?? 0,
      }));
  });
}

/** An event, and how long its data are, in characters of hex. */
export interface Weighed<Kept> {
  event: Kept;
  length: number;
}

/** Reads the logs of all blocks in question, in as many requests as the endpoint needs. */
async function inRanges<Kept>(
  connection: Connection,
  since: number,
  until: number | undefined,
  read: (range: { fromBlock: bigint; toBlock: bigint }) => Promise<readonly Weighed<Kept>[]>,
): Promise<Kept[]> {
  const [first, last] = await Promise.all([
    blockAt(connection, since),
    until === undefined ? readHead(connection) : blockAt(connection, until),
  ]);
  const from = first.deep ? first.block : lower(first.block);
  const to = "number" in last ? last.number : await upTo(connection, last);
  return await inBlocks(connection, from, to, read);
}

/**
 * Reads the logs of these blocks, both included, in as many requests as the endpoint needs.
 *
 * @throws DemlError `chain`
 */
export async function inBlocks<Kept>(
  connection: Connection,
  from: bigint,
  to: bigint,
  read: (range: { fromBlock: bigint; toBlock: bigint }) => Promise<readonly Weighed<Kept>[]>,
): Promise<Kept[]> {
  const found: Kept[] = [];
  let data = 0;
  // A range that is too much for one answer now may not be the next time.
  let most = to - from + 1n;
  for (let fromBlock = from; fromBlock <= to;) {
    const range = rangeOf(connection);
    const toBlock = least(to, fromBlock + least(range.blocks, most) - 1n);
    try {
      for (const { event, length } of await read({ fromBlock, toBlock })) {
        data += EVENT + length;
        if (data > MOST_DATA) throw tooLong();
        found.push(event);
      }
      fromBlock = toBlock + 1n;
      if (range.told === false && connection.endpoints !== undefined) {
        range.told = true;
        const { current, log } = connection.endpoints;
        log(`the endpoint ${current.shown} returns events of ${range.blocks} blocks at once`);
      }
    } catch (error) {
      const { narrower } = await import("./log_refusal.ts");
      const advice = narrower(error, toBlock - fromBlock + 1n);
      if (advice === undefined) throw chainError("read events", error);
      most = advice.blocks;
      if (advice.kind === "size" || advice.blocks >= range.blocks) continue;
      range.blocks = advice.blocks;
      if (connection.endpoints !== undefined) range.told ??= false;
    }
  }
  return found;
}

/** How many blocks' events the endpoint may be asked for at once. */
function rangeOf({ client, endpoints }: Connection): LogRange {
  if (endpoints !== undefined) return endpoints.current.logs;
  const known = ranges.get(client) ?? newLogRange();
  ranges.set(client, known);
  return known;
}

/** A later block, by the most that one may move, within the chain. */
async function upTo(connection: Connection, { block, deep }: Found): Promise<bigint> {
  return deep ? block : least((await readHead(connection)).number, block + SHIFT);
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** An earlier block, by the most that a reorganization may move it. */
function lower(block: bigint): bigint {
  return block > SHIFT ? block - SHIFT : 0n;
}

function tooLong(): DemlError {
  return new DemlError<ChainFailure>({ kind: "chain/endless-events" });
}

type EventArgs<Event extends AbiEvent> = GetLogsParameters<Event>["args"];
