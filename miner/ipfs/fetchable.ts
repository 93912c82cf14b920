/**
 * Whether strangers can fetch what was published: what no miner can fetch, nobody can judge.
 *
 * @module
 */
import { treeBlocks } from "./blocks.ts";
import type { Sent } from "./blocks.ts";
import type { CID } from "./cid.ts";
import { blockReader, type BlockSources } from "./fetch_block.ts";

/** Milliseconds for one block: a gateway may have to find it first. */
const PATIENCE = 60_000;

/**
 * Fetches every block below a CID from the gateways, none from a store, and keeps none.
 *
 * @param options.maxBytes The largest file accepted
 * @returns The blocks and their bytes
 * @throws DemlError `ipfs/not-found` for the first block that no gateway returns
 */
export async function fetchable(
  cid: CID,
  { gateways, timeout = PATIENCE, signal }: Omit<BlockSources, "store">,
  { maxBytes, onProgress }: { maxBytes?: number; onProgress?: (sent: Sent) => void } = {},
): Promise<Sent> {
  const getBlock = blockReader({ gateways, timeout, signal });
  const found = { blocks: 0, bytes: 0 };
  for await (const [, bytes] of treeBlocks(cid, getBlock, maxBytes)) {
    found.blocks++;
    found.bytes += bytes.length;
    onProgress?.({ ...found });
  }
  return found;
}
