/**
 * Verified retrieval: whole, or into the store and from there in parts.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import { type CID, RAW } from "./cid.ts";
import { blockReader, type BlockSources } from "./fetch_block.ts";
import type { IpfsFailure } from "./failures.ts";
import { LARGEST_BLOCK } from "./limits.ts";
import type { StreamedFile } from "./open_file.ts";

export interface FetchOptions extends BlockSources {
  /** The largest content accepted, in bytes */
  maxBytes: number;
  /** The largest block accepted if the CID names a single one, in bytes; 2 MiB by default */
  largestBlock?: number;
}

/**
 * Fetches what a CID names, whole.
 *
 * @throws DemlError `ipfs` if no gateway returns the right bytes within the limits
 */
export async function fetchVerified(cid: CID, options: FetchOptions): Promise<Uint8Array> {
  const getBlock = blockReader(options);
  const { maxBytes, largestBlock = LARGEST_BLOCK } = options;
  if (cid.code === RAW) return await getBlock(cid, Math.min(maxBytes, largestBlock));
  // Only files in several blocks need the libraries.
  const { openFile } = await import("./open_file.ts");
  const file = await openFile(cid, maxBytes, getBlock);
  const content = roomFor(file.length);
  let filled = 0;
  for await (const part of file.parts()) {
    content.set(part, filled);
    filled += part.length;
  }
  return content;
}

/**
 * Fetches every block of a file, into the store if there is one. At most one block is in memory at
 * once; blocks that already exist, e.g. from a killed fetch, are not fetched again.
 *
 * @returns The file, read from the store; without one, from the gateways again
 * @throws DemlError `ipfs` if it cannot be fetched within the limits, `file` if the store is full
 */
export async function fetchFile(cid: CID, options: FetchOptions): Promise<StreamedFile> {
  const { openFile } = await import("./open_file.ts");
  const file = await openFile(cid, options.maxBytes, blockReader(options));
  for await (const _ of file.parts()) {
    // Everything read is in the store.
  }
  return file;
}

/**
 * Opens a file whose blocks are fetched as they are read: each is in the store, if there is one,
 * before its bytes are handed out, so that an interrupted fetch continues where it was.
 *
 * @throws DemlError `ipfs`, here and while its parts are read
 */
export async function streamFile(cid: CID, options: FetchOptions): Promise<StreamedFile> {
  const { openFile } = await import("./open_file.ts");
  return await openFile(cid, options.maxBytes, blockReader(options));
}

function roomFor(bytes: number): Uint8Array {
  try {
    return new Uint8Array(bytes);
  } catch (cause) {
    throw new DemlError<IpfsFailure>({ kind: "ipfs/no-memory", bytes }, { cause });
  }
}
