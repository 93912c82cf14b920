/**
 * Whether a local file is the one that a CID names.
 *
 * @module
 */
import { type CID, matches, RAW } from "./cid.ts";
import { publishFile } from "./publish.ts";

/** Whether a file's bytes match a CID, as one block or split into blocks in our way. */
export async function namesFile(cid: CID, bytes: Uint8Array): Promise<boolean> {
  if (cid.code === RAW) return await matches(cid, bytes);
  // Splitting a file in the same way gives its root.
  const nowhere = {
    put: (block: CID) => Promise.resolve(block),
    read: () => Promise.resolve(undefined),
  };
  return String(await publishFile(bytes, nowhere)) === String(cid);
}
