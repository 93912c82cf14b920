/**
 * Adding files to a block store: small ones as one raw block, large ones as a UnixFS tree of
 * 1 MiB blocks (profile unixfs-v1-2025), so that every IPFS node can carry them.
 *
 * @module
 */
import { importFile } from "ipfs-unixfs-importer";
import type { BlockStore } from "./block_store.ts";
import { type CID, cidOfBytes, parseCid } from "./cid.ts";

/** Adds a file and returns the CID of its root. */
export async function publishFile(bytes: Uint8Array, store: BlockStore): Promise<CID> {
  const added = await importFile({ content: bytes }, {
    // The importer's store may also stream; ours receives whole blocks.
    put: (cid: unknown, block: unknown) =>
      store.put(parseCid(String(cid)), block as Uint8Array) as never,
  }, { profile: "unixfs-v1-2025" });
  return parseCid(added.cid.toString());
}

/** Adds bytes as one raw block, whatever their size: the way specs and packages are addressed. */
export async function publishBlock(bytes: Uint8Array, store: BlockStore): Promise<CID> {
  return await store.put(await cidOfBytes(bytes), bytes);
}
