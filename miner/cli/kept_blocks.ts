/**
 * The blocks of a home that may not exist.
 *
 * @module
 */
import type { BlockStore } from "../ipfs/block_store.ts";
import { homeBlocks } from "../ipfs/home_blocks.ts";

/** Reads what a home keeps; creates the home only to store a fetched block. */
export function keptBlocks(home: string): BlockStore {
  return homeBlocks(home).fetched;
}
