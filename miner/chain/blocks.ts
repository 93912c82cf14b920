/**
 * Blocks and their times. The contract's state says when something happened; its block is searched
 * for once and remembered.
 *
 * @module
 */
import { zip } from "../../protocol/zip.ts";
import { DemlError } from "../../protocol/errors.ts";
import type { ChainFailure } from "./failures.ts";
import { asked } from "./asked.ts";
import type { Connection } from "./client.ts";
import type { Head } from "./health.ts";

/** A block a second for a century. */
const MOST_BLOCKS = 3_200_000_000n;
/** Deeper blocks are not reorganized: two epochs of mainnet. */
const DEEP = 64n;
/** How long a block that may be reorganized is remembered, in milliseconds. */
const SHALLOW_FOR = 30_000;
/** How many blocks a reorganization may move a found block. */
export const SHIFT = 8n;
/** How many moments and times are remembered. */
const MOST_REMEMBERED = 1_000;
/** Blocks that are read together, in addition to the guessed one and those that divide the rest. */
const STEPS = [1n, 8n];
const PARTS = 8n;

type Client = Connection["client"];

/** The latest block. */
export interface Latest extends Head {
  /** Wei per gas; 0 if the chain has none */
  baseFee: bigint;
}

interface Memory {
  head?: Promise<Latest>;
  /** By moment, the first block that is not older */
  moments: Map<number, { found: Promise<Found>; until: number }>;
  /** By block, its time: of final blocks */
  times: Map<bigint, number>;
  /** The same for recent blocks, which may have been reorganized since */
  heads: Map<bigint, number>;
}

/** The first block that is not older than a moment. */
export interface Found {
  block: bigint;
  /** Whether it is final */
  deep: boolean;
  /** Whether the moment is in the future */
  ahead?: boolean;
}

const memories = new WeakMap<Client, Memory>();

function memoryOf(client: Client): Memory {
  const known = memories.get(client);
  if (known !== undefined) return known;
  const memory: Memory = { moments: new Map(), times: new Map(), heads: new Map() };
  memories.set(client, memory);
  return memory;
}

/** The latest block. Callers during a request share its answer. */
export function readHead({ client }: Pick<Connection, "client">): Promise<Latest> {
  const memory = memoryOf(client);
  memory.head ??= asked("read the latest block", async () => {
    const { number, timestamp, baseFeePerGas } = await client.getBlock();
    // The client leaves a value that is not a number unchanged.
    if (typeof number !== "bigint") throw noBlock();
    if (number > MOST_BLOCKS) throw tooMany();
    const baseFee = baseFeePerGas ?? 0n;
    if (typeof baseFee !== "bigint") throw noBlock();
    const head = { number, timestamp: secondsOf(timestamp), baseFee };
    memory.heads.set(head.number, head.timestamp);
    forget(memory.heads);
    return head;
  }).finally(() => memory.head = undefined);
  return memory.head;
}

/** The time of a block, in seconds since 1970. */
export function readTime({ client }: Pick<Connection, "client">, number: bigint): Promise<number> {
  return asked(
    `read block ${number}`,
    async () => secondsOf((await client.getBlock({ blockNumber: number })).timestamp),
  );
}

/**
 * The first block that is not older than a moment; the latest if all are older.
 *
 * @returns Also whether it is final: otherwise it may later be found up to `SHIFT` blocks away
 */
export function blockAt(connection: Pick<Connection, "client">, seconds: number): Promise<Found> {
  const { moments } = memoryOf(connection.client);
  const known = moments.get(seconds);
  if (known !== undefined && known.until > Date.now()) return known.found;
  const entry = { found: find(connection, seconds), until: Infinity };
  if (moments.size >= MOST_REMEMBERED) moments.clear();
  moments.set(seconds, entry);
  entry.found.then(
    // A future moment comes with the next block.
    ({ deep, ahead }) => entry.until = deep ? Infinity : ahead ? 0 : Date.now() + SHALLOW_FOR,
    () => moments.delete(seconds),
  );
  return entry.found;
}

async function find(
  connection: Pick<Connection, "client">,
  seconds: number,
): Promise<Found> {
  const head = await readHead(connection);
  if (head.timestamp < seconds) return { block: head.number, deep: false, ahead: true };
  const { times, heads } = memoryOf(connection.client);
  const deepest = head.number - DEEP;
  // Between a block that is older and one that is not.
  let before: Head = { number: -1n, timestamp: 0 };
  let after: Head = head;
  const narrow = (number: bigint, timestamp: number) => {
    if (timestamp < seconds && number > before.number) before = { number, timestamp };
    if (timestamp >= seconds && number < after.number) after = { number, timestamp };
  };
  for (const [number, timestamp] of times) if (number <= deepest) narrow(number, timestamp);
  const [lowest, highest] = [before, after];
  for (const [number, timestamp] of heads) if (number < head.number) narrow(number, timestamp);
  if (before.number >= after.number) [before, after] = [lowest, highest];
  while (after.number - before.number > 1n) {
    const probes = probesBetween(before, after, seconds);
    const found = await Promise.all(probes.map((number) => readTime(connection, number)));
    for (const [number, timestamp] of zip(probes, found)) {
      narrow(number, timestamp);
      if (number <= deepest) times.set(number, timestamp);
    }
    if (before.number >= after.number) throw outOfOrder();
  }
  forget(times);
  const stays = ({ number }: Head) => number < 0n || (number <= deepest && times.has(number));
  return { block: after.number, deep: stays(before) && stays(after) };
}

function forget(times: Map<bigint, number>): void {
  for (const oldest of times.keys()) {
    if (times.size <= MOST_REMEMBERED) return;
    times.delete(oldest);
  }
}

/** Where to search: around the moment's block if blocks were evenly spaced, and at every eighth. */
function probesBetween(before: Head, after: Head, seconds: number): bigint[] {
  const [low, high] = [before.number + 1n, after.number - 1n];
  const middle = (low + high) / 2n;
  const share = (seconds - before.timestamp) / Math.max(1, after.timestamp - before.timestamp);
  const even = before.number < 0n || !(share >= 0 && share <= 1)
    ? middle
    : before.number + BigInt(Math.round(share * Number(after.number - before.number)));
  const around = STEPS.flatMap((step) => [even - step, even + step]);
  const ends = before.number < 0n ? [0n] : [];
  const parts = Array.from(
    { length: Number(PARTS) - 1 },
    (_, part) => low + (high - low) * BigInt(part + 1) / PARTS,
  );
  const inside = [...ends, ...parts, even, ...around].map((each) =>
    each < low ? low : each > high ? high : each
  );
  return [...new Set(inside)].sort((a, b) => a < b ? -1 : 1);
}

function secondsOf(timestamp: unknown): number {
  if (typeof timestamp !== "bigint") throw noBlock();
  return Number(timestamp);
}

function noBlock(): DemlError {
  return new DemlError<ChainFailure>({ kind: "chain/bad-block" });
}

/** Counting up to an impossible number would take forever. */
function tooMany(): DemlError {
  return new DemlError<ChainFailure>({ kind: "chain/too-many-blocks" });
}

function outOfOrder(): DemlError {
  return new DemlError<ChainFailure>({ kind: "chain/unordered-blocks" });
}
