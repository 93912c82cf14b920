/**
 * Telling whether a file at hand is the one that a CID names.
 *
 * @module
 */
import { type CID, matches, RAW } from "./cid.ts";
import { publishFile } from "./publish.ts";

/** Whether a file's bytes are those that a CID names, as one block or cut into blocks as we cut. */
export async function namesFile(cid: CID, bytes: Uint8Array): Promise<boolean> {
  if (cid.code === RAW) return await matches(cid, bytes);
  // The root of a file in blocks is found by cutting it the same way.
  const nowhere = {
    put: (block: CID) => Promise.resolve(block),
    read: () => Promise.resolve(undefined),
  };
  return String(await publishFile(bytes, nowhere)) === String(cid);
}
