/**
 * Whether a local file is the one that a CID names.
 *
 * @module
 */
import { type CID, matches, RAW } from "./cid.ts";
import { type Content, cutFile, type ProfileName, PROFILES } from "./profiles.ts";

/** Whether a file's bytes match a CID, as one block or cut in one of the usual ways. */
export async function namesFile(cid: CID, bytes: Uint8Array): Promise<boolean> {
  if (cid.code === RAW) return await matches(cid, bytes);
  return await profileOf(cid, () => bytes) !== undefined;
}

/**
 * The usual way of cutting a file that gives a CID.
 *
 * @param open Returns the content from its start, each time it is called
 * @returns The profile's name; undefined if there is no such profile
 */
export async function profileOf(
  cid: CID,
  open: () => Content,
  onTry?: (name: ProfileName) => void,
): Promise<ProfileName | undefined> {
  for (const profile of PROFILES) {
    onTry?.(profile.name);
    // Cutting a file in the same way gives its root.
    const root = await cutFile(open(), (block) => Promise.resolve(block), profile);
    if (root.equals(cid)) return profile.name;
  }
  return undefined;
}
