/**
 * Finding events without an index: the contract's state says when something happened, the chain's
 * timestamps say in which block.
 *
 * @module
 */
import type { Connection } from "./client.ts";

/** Providers answer ranges of blocks up to a limit; this one is common. */
const RANGE = 5_000n;

/** The first block that is not older than a moment, by bisection. */
export async function blockAt(connection: Connection, seconds: number): Promise<bigint> {
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

/** Reads a range of blocks in pieces, oldest first. */
export async function overBlocks<T>(
  from: bigint,
  to: bigint,
  read: (range: { fromBlock: bigint; toBlock: bigint }) => Promise<T[]>,
): Promise<T[]> {
  const found: T[] = [];
  for (let start = from; start <= to; start += RANGE) {
    const end = start + RANGE - 1n;
    found.push(...await read({ fromBlock: start, toBlock: end < to ? end : to }));
  }
  return found;
}
