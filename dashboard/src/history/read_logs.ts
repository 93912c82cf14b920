/**
 * Logs of a range of blocks, newest first, in as few requests as the endpoint needs.
 *
 * @module
 */
import { type LogTopic, numberToHex, type RpcLog, TimeoutError } from "viem";
import { DemlError } from "../../../protocol/errors.ts";
import type { Connection } from "../../../miner/chain/client.ts";
import type { ChainFailure } from "../../../miner/chain/failures.ts";
import { pauseFor } from "../../../miner/chain/pause_for.ts";
import type { LogLimit } from "./log_limit.ts";
import { loadPart } from "../parts/load_part.ts";

/** What to read. */
export interface Wanted {
  topics: LogTopic[];
  /** Blocks, both included */
  from: bigint;
  to: bigint;
  /** Whether nothing older than these logs is wanted */
  enough?(logs: readonly RpcLog[]): boolean;
}

/** Ranges that are requested at the same time. */
const LANES = 4;
/** The longest data in memory, in characters of hex: what a tab can hold. */
const MOST_DATA = 2 ** 26;
/** Waits after a limit of requests is met, in seconds, where the endpoint names none. */
const RESTS = [1, 2, 4, 8, 15, 30, 30];
const LONGEST_REST = 60;

/** The endpoint takes fewer blocks: they are cut again. */
class Narrower extends Error {}

/**
 * Reads logs.
 *
 * @param limit What is known of the endpoint; more is known afterwards
 * @returns Oldest first
 * @throws As the client does, if fewer blocks would not help
 */
export async function readLogs(
  connection: Connection,
  { topics, from, to, enough }: Wanted,
  limit: LogLimit,
): Promise<RpcLog[]> {
  const parts: RpcLog[][] = [];
  let data = 0;
  // One at a time until a range is accepted: refusals also count as requests.
  let lanes = 1;
  for (let high = to; high >= from;) {
    const ranges = cut(from, high, limit.blocks, lanes);
    let read: RpcLog[][];
    try {
      read = await Promise.all(
        ranges.map(([low, high]) => ask(connection, topics, low, high, limit)),
      );
    } catch (error) {
      if (!(error instanceof Narrower)) throw error;
      lanes = 1;
      continue;
    }
    lanes = LANES;
    for (const logs of read) {
      data += logs.reduce((sum, log) => sum + (log.data?.length ?? 0) + 512, 0);
      if (data > MOST_DATA) throw new DemlError<ChainFailure>({ kind: "chain/endless-events" });
      parts.push(logs);
    }
    if (read.some((logs) => enough?.(logs))) break;
    high -= BigInt(ranges.length) * limit.blocks;
  }
  return parts.reverse().flat();
}

/** Ranges of at most so many blocks, the newest first. */
function cut(from: bigint, to: bigint, most: bigint, lanes: number): [bigint, bigint][] {
  const ranges: [bigint, bigint][] = [];
  for (let high = to; high >= from && ranges.length < lanes; high -= most) {
    ranges.push([high - most + 1n > from ? high - most + 1n : from, high]);
  }
  return ranges;
}

async function ask(
  connection: Connection,
  topics: LogTopic[],
  from: bigint,
  to: bigint,
  limit: LogLimit,
): Promise<RpcLog[]> {
  const { client, contract } = connection;
  for (let rests = 0;;) {
    await pauseFor(Math.max(0, limit.restUntil - Date.now()));
    try {
      return await client.request({
        method: "eth_getLogs",
        params: [{
          address: contract,
          fromBlock: numberToHex(from),
          toBlock: numberToHex(to),
          topics,
        }],
      });
    } catch (error) {
      const told = await rateLimitOf(error);
      if (told !== undefined) {
        const usual = RESTS[rests++];
        // Fewer blocks are as many requests; "limited to 25 requests" names no blocks.
        if (usual === undefined) throw error;
        const rest = Math.min(LONGEST_REST, Math.max(told, usual));
        limit.restUntil = Math.max(limit.restUntil, Date.now() + 1_000 * rest);
        continue;
      }
      const fewer = await fewerAfter(error, to - from + 1n);
      if (fewer === undefined) throw error;
      if (fewer.kind === "range") {
        // Another lane may have found out already.
        if (fewer.blocks < limit.blocks) limit.blocks = fewer.blocks;
        throw new Narrower();
      }
      const middle = to - fewer.blocks;
      const newer = await ask(connection, topics, middle + 1n, to, limit);
      return [...await ask(connection, topics, from, middle, limit), ...newer];
    }
  }
}

/** Loaded when an endpoint refuses something: most never do. */
async function rateLimitOf(error: unknown): Promise<number | undefined> {
  const { rateLimitOf } = await loadPart(() => import("../../../miner/chain/rate_limit.ts"));
  return rateLimitOf(error);
}

async function fewerAfter(error: unknown, blocks: bigint) {
  if (error instanceof TimeoutError && blocks > 1n) {
    return { kind: "size" as const, blocks: blocks / 2n };
  }
  const { narrower } = await loadPart(() => import("../../../miner/chain/log_refusal.ts"));
  return narrower(error, blocks);
}
