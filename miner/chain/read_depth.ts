/**
 * How deep a moment is below the head of the chain.
 *
 * @module
 */
import { readHead, readTime } from "./blocks.ts";
import type { Connection } from "./client.ts";

/** No caller needs more. */
const MOST = 8;

/** Blocks that are not older than a moment, up to eight of them. */
export async function readDepth(connection: Connection, seconds: number): Promise<number> {
  const { number: head, timestamp } = await readHead(connection);
  const numbers = Array.from({ length: MOST - 1 }, (_, back) => head - 1n - BigInt(back));
  const times = await Promise.all(
    numbers.filter((number) => number >= 0n).map((number) => readTime(connection, number)),
  );
  const older = [timestamp, ...times].findIndex((time) => time < seconds);
  return older === -1 ? times.length + 1 : older;
}
