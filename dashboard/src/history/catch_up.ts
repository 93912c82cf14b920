/**
 * Reads what is new in a competition, and what may have changed.
 *
 * @module
 */
import type { Hex, RpcLog } from "viem";
import type { Event } from "../../../protocol/abi.ts";
import type { Connection } from "../../../miner/chain/client.ts";
import { type History, historyOf } from "../../../protocol/history/history.ts";
import type { Recent } from "../chain/change.ts";
import { UNSETTLED } from "../chain/recent.ts";
import { eventsOf } from "./events.ts";
import { forget, keep, type Kept, readKept } from "./kept.ts";
import { type LogLimit } from "./log_limit.ts";
import { readLogs } from "./read_logs.ts";
import { blockOf, competitionIn, CREATED, selectorsOf, timed, timeOf, topicsOf } from "./topics.ts";

/** Where to read. */
export interface Source {
  connection: Connection;
  /** Hash of the chain's first block */
  genesis: Hex;
  /** No event is in an earlier block */
  fromBlock: bigint;
  limit: LogLimit;
  /** What the page has seen since it was opened */
  recent: Pick<Recent, "since">;
}

interface Known {
  /** Of blocks up to `until` */
  logs: RpcLog[];
  /** The same, parsed */
  events: Event[];
  until: bigint;
  /** The last block that the browser keeps; absent if it keeps nothing */
  stored?: bigint;
}

const known = new Map<string, Known>();
const running = new Map<string, Promise<History>>();

/** Blocks after which it is worth storing that nothing happened. */
const WORTH_STORING = 256n;

/**
 * A competition's history up to the latest block. Only blocks that were not read, or may have been
 * replaced since, are asked for.
 */
export function catchUp(source: Source, id: bigint): Promise<History> {
  const key = `${source.genesis} ${source.connection.contract} ${id}`;
  // Two pages that ask at the same time read once.
  const before = running.get(key);
  if (before !== undefined) return before;
  const reading = read(source, key, id).finally(() => running.delete(key));
  running.set(key, reading);
  return reading;
}

async function read(source: Source, key: string, id: bigint): Promise<History> {
  const { connection, fromBlock, limit, recent } = source;
  const { client, contract } = connection;
  const before = known.get(key) ?? await continued(connection, key, id) ??
    { logs: [], events: [], until: -1n };
  const start = before.until + 1n > fromBlock ? before.until + 1n : fromBlock;
  const seen = recent.since(start);
  const head = seen?.to ?? await client.getBlockNumber();
  const found = seen?.logs ?? await readLogs(connection, {
    topics: topicsOf(id),
    from: start,
    to: head,
    enough: (logs) => logs.some(({ topics: [selector] }) => selector === CREATED),
  }, limit);
  const own = found.filter((log) => competitionIn(log, contract) === Number(id));
  const fresh = await withTimes(connection, own);
  const events = eventsOf(fresh, id, contract);
  const history = historyOf([...before.events, ...events]);
  const settled = head > UNSETTLED ? head - UNSETTLED : -1n;
  const until = settled >= start ? settled : start - 1n;
  const now: Known = {
    logs: [...before.logs, ...fresh.filter((log) => blockOf(log) <= until)],
    events: [...before.events, ...events.filter(({ blockNumber }) => blockNumber <= until)],
    until,
    stored: before.stored,
  };
  known.set(key, now);
  if (until >= 0n && worthStoring(before, now)) void store(connection, key, now);
  return history;
}

/** What an earlier visit kept, if its last block is still there. */
async function continued(
  { client, contract }: Connection,
  key: string,
  id: bigint,
): Promise<Known | undefined> {
  const kept = await readKept(key);
  if (kept === undefined) return undefined;
  const block = await client.getBlock({ blockNumber: kept.until }).catch(() => undefined);
  if (block?.hash === kept.hash) {
    const { logs, until } = kept;
    return { logs, events: eventsOf(logs, id, contract), until, stored: until };
  }
  await forget(key);
  return undefined;
}

function worthStoring(before: Known, now: Known): boolean {
  if (now.stored === undefined) return true;
  return now.logs.length > before.logs.length || now.until - now.stored > WORTH_STORING;
}

async function store({ client }: Connection, key: string, now: Known): Promise<void> {
  const { logs, until } = now;
  const block = await client.getBlock({ blockNumber: until }).catch(() => undefined);
  if (block?.hash == null) return;
  now.stored = until;
  await keep(key, { logs, until, hash: block.hash } satisfies Kept);
}

/** The page shows the time of these events. */
const TIMED = selectorsOf(
  "CompetitionCreated",
  "RoundOpened",
  "RoundSettled",
  "RoundFailed",
  "RoundExpired",
  "Ended",
);

/** Adds times if the node does not send them. */
async function withTimes({ client }: Connection, logs: readonly RpcLog[]): Promise<RpcLog[]> {
  const isWanted = (log: RpcLog) =>
    timeOf(log) === undefined && TIMED.some((selector) => selector === log.topics[0]);
  const wanted = new Set(logs.filter(isWanted).map(blockOf));
  const times = new Map(
    await Promise.all([...wanted].map(async (blockNumber) => {
      const { timestamp } = await client.getBlock({ blockNumber });
      return [blockNumber, Number(timestamp)] as const;
    })),
  );
  return logs.map((log) => {
    const time = times.get(blockOf(log));
    return time === undefined || timeOf(log) !== undefined ? log : timed(log, time);
  });
}
