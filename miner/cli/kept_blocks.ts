/**
 * The blocks of a home that may not exist.
 *
 * @module
 */
import { type BlockStore, openBlockStore } from "../ipfs/block_store.ts";

/** Reads what a home keeps; creates the home only to store a block. */
export function keptBlocks(home: string): BlockStore {
  const folder = `${home}/blocks`;
  let opened: Promise<BlockStore> | undefined;
  const open = () => opened ??= openBlockStore(folder);
  return {
    async read(cid) {
      if (opened === undefined && !await isThere(folder)) return undefined;
      return await (await open()).read(cid);
    },
    async put(cid, bytes) {
      return await (await open()).put(cid, bytes);
    },
  };
}

async function isThere(folder: string): Promise<boolean> {
  return await Deno.stat(folder).then(() => true, () => false);
}
