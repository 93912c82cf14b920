/**
 * Reading what is new of a competition, and what may have changed.
 *
 * @module
 */
import type { Connection } from "../../../miner/chain/client.ts";
import { type History, historyOf } from "../../../protocol/history/history.ts";
import { readLogs } from "./read_logs.ts";
import type { Event } from "../../../protocol/abi.ts";

/** Blocks that may still be replaced: they are read again each time. */
const UNSETTLED = 16n;

interface Kept {
  /** Of blocks up to `until` */
  events: Event[];
  until: bigint;
  history: History;
}

const kept = new Map<string, Kept>();

/**
 * A competition's history up to the latest block. Only blocks that were not read, or may have been
 * replaced since, are asked for.
 *
 * @param key Names the chain and the competition
 * @param fromBlock Where its events cannot be older
 */
export async function catchUp(
  connection: Connection,
  key: string,
  id: bigint,
  fromBlock: bigint,
): Promise<History> {
  const before = kept.get(key);
  const head = await connection.client.getBlockNumber();
  const start = before ? before.until + 1n : fromBlock;
  const fresh = await timed(connection, await readLogs(connection, id, start, head));
  const settled = head > UNSETTLED ? head - UNSETTLED : -1n;
  const old = before?.events ?? [];
  const history = historyOf([...old, ...fresh]);
  const until = settled >= start ? settled : start - 1n;
  const events = [...old, ...fresh.filter(({ blockNumber }) => blockNumber <= until)];
  kept.set(key, { events, until, history });
  return history;
}

/** When the events of these kinds happened is shown. */
const TIMED = new Set([
  "CompetitionCreated",
  "RoundOpened",
  "RoundSettled",
  "RoundFailed",
  "RoundExpired",
  "Ended",
]);

/** Adds times where the node does not send them along. */
async function timed({ client }: Connection, events: Event[]): Promise<Event[]> {
  const wanted = new Set(
    events.filter(({ eventName, time }) => time === undefined && TIMED.has(eventName))
      .map(({ blockNumber }) => blockNumber),
  );
  if (wanted.size === 0) return events;
  const times = new Map(
    await Promise.all([...wanted].map(async (blockNumber) => {
      const { timestamp } = await client.getBlock({ blockNumber });
      return [blockNumber, Number(timestamp)] as const;
    })),
  );
  return events.map((event) => ({ ...event, time: event.time ?? times.get(event.blockNumber) }));
}
