/**
 * Blocks of data that this browser has fetched or made: in IndexedDB, each checked against its CID
 * on every read.
 *
 * @module
 */
import { createStore, get, set } from "idb-keyval";
import type { BlockStore } from "../../../miner/ipfs/block_store.ts";
import { matches, parseCid } from "../../../miner/ipfs/cid.ts";

let store: ReturnType<typeof createStore> | undefined;

/**
 * The browser's block store. If it cannot store anything (in a private window), it only forgets.
 */
export const blocks: BlockStore = {
  async read(cid) {
    const bytes = await get<Uint8Array>(String(parseCid(String(cid))), open()).catch(() =>
      undefined
    );
    return bytes instanceof Uint8Array && await matches(cid, bytes) ? bytes : undefined;
  },
  async put(cid, bytes) {
    await set(String(cid), bytes, open()).catch(() => {});
    return cid;
  },
};

function open() {
  return store ??= createStore("deml-blocks", "blocks");
}
