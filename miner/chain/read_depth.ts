/**
 * How deep a moment lies under the head of the chain.
 *
 * @module
 */
import type { Connection } from "./client.ts";

/** Nobody asks for more. */
const MOST = 8n;

/** Blocks that are not older than a moment, up to eight of them. */
export async function readDepth({ client }: Connection, seconds: number): Promise<number> {
  const head = await client.getBlockNumber();
  let depth = 0;
  for (let number = head; number >= 0n && number > head - MOST; number--) {
    const { timestamp } = await client.getBlock({ blockNumber: number });
    if (Number(timestamp) < seconds) break;
    depth++;
  }
  return depth;
}
