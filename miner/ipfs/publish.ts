/**
 * Adding files to a block store: small ones as one raw block, large ones as a UnixFS tree of
 * 1 MiB blocks (profile unixfs-v1-2025), so that every IPFS node can carry them.
 *
 * @module
 */
import type { BlockStore } from "./block_store.ts";
import { type CID, cidOfBytes } from "./cid.ts";
import { type Content, cutFile } from "./profiles.ts";

/** Adds a file and returns the CID of its root. */
export async function publishFile(content: Content, store: BlockStore): Promise<CID> {
  return await cutFile(content, (cid, block) => store.put(cid, block));
}

/** Adds bytes as one raw block, whatever their size: the way specs and packages are addressed. */
export async function publishBlock(bytes: Uint8Array, store: BlockStore): Promise<CID> {
  return await store.put(await cidOfBytes(bytes), bytes);
}
