/**
 * Blocks in a folder, each in a file named by its CID and checked against it on every read.
 *
 * @module
 */
import { type CID, matches, parseCid } from "./cid.ts";
import { fileError } from "../errors.ts";
import { writeDurably } from "../files.ts";

/** A folder of blocks. Its shape is the one that the ipfs-unixfs libraries take. */
export interface BlockStore {
  /** The block, or undefined when it is not here (or is here damaged) */
  read(cid: CID): Promise<Uint8Array | undefined>;
  put(cid: CID, bytes: Uint8Array): Promise<CID>;
}

/** Opens a folder of blocks, making it for its owner alone if need be. */
export async function openBlockStore(folder: string): Promise<BlockStore> {
  try {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw fileError(folder, cause);
  }
  const path = (cid: CID) => `${folder}/${parseCid(cid.toString())}`;
  return {
    async read(cid) {
      let bytes: Uint8Array;
      try {
        bytes = await Deno.readFile(path(cid));
      } catch (cause) {
        if (cause instanceof Deno.errors.NotFound) return undefined;
        throw fileError(path(cid), cause);
      }
      return await matches(cid, bytes) ? bytes : undefined;
    },
    async put(cid, bytes) {
      await writeDurably(path(cid), bytes, { mode: 0o600 });
      return cid;
    },
  };
}
