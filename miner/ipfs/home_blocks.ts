/**
 * The two block stores of a home: what it published, which may exist nowhere else and never leaves
 * by itself; and what it fetched, which makes room for what is fetched next.
 *
 * @module
 */
import { type BlockStore, openBlockStore } from "./block_store.ts";
import type { CID } from "./cid.ts";

/** The stores of a home, each made when a block is put into it. */
export interface HomeBlocks {
  /** Reads both, and keeps what is put */
  published: BlockStore;
  /** Reads both, and lets go of what is put when it is full */
  fetched: BlockStore;
}

/** The blocks of a home, which need not exist. */
export function homeBlocks(home: string): HomeBlocks {
  // Its disk's reserve is the only limit of what a person publishes.
  const published = lazyStore(`${home}/published`, { quota: Infinity, evicts: false });
  const fetched = lazyStore(`${home}/blocks`, {});
  const read = async (cid: CID) => await published.read(cid) ?? await fetched.read(cid);
  return { published: { read, put: published.put }, fetched: { read, put: fetched.put } };
}

function lazyStore(folder: string, options: Parameters<typeof openBlockStore>[1]): BlockStore {
  let opened: Promise<BlockStore> | undefined;
  const open = () => opened ??= openBlockStore(folder, options);
  const isThere = () => Deno.stat(folder).then(() => true, () => false);
  return {
    async read(cid) {
      if (opened === undefined && !await isThere()) return undefined;
      return await (await open()).read(cid);
    },
    async put(cid, bytes) {
      return await (await open()).put(cid, bytes);
    },
  };
}
