/**
 * What was about to be submitted, kept in the browser until it is on the chain: a reload in the middle
 * loses nothing.
 *
 * @module
 */
import { createStore, del, get, set, values } from "idb-keyval";
import type { Hex } from "viem";
import { told } from "../../../../protocol/errors.ts";
import type { KeyFile } from "../../../../miner/model/key_file.ts";

/** A package, or its envelope in a sealed competition. */
export interface Kept {
  /** sha2-256 of the bytes */
  digest: Hex;
  bytes: Uint8Array;
  /** The file that it was made from */
  name: string;
  /** For which it was made */
  contract: string;
  competition: number;
  /** What opens the envelope */
  key?: KeyFile;
  /** Milliseconds since 1970 */
  at: number;
}

let store: ReturnType<typeof createStore> | undefined;

/**
 * Keeps a package.
 *
 * @throws DemlError `file` when the browser has no room for it
 */
export async function keepPackage(kept: Kept): Promise<void> {
  try {
    await set(kept.digest, kept, open());
  } catch (cause) {
    throw told(
      "file",
      "This browser does not keep the package, so a reload would lose it",
      "Leave the private window, or make room for this page's data",
      { cause },
    );
  }
}

/** A kept package. */
export async function findPackage(digest: Hex): Promise<Kept | undefined> {
  return await get<Kept>(digest, open()).catch(() => undefined);
}

/** Packages that were made for a competition, the newest first. */
export async function packagesFor(contract: string, competition: number): Promise<Kept[]> {
  const all = await values<Kept>(open()).catch(() => []);
  return all.filter((kept) => kept.contract === contract && kept.competition === competition)
    .sort((a, b) => b.at - a.at);
}

/** Lets go of a package. */
export async function dropPackage(digest: Hex): Promise<void> {
  await del(digest, open()).catch(() => {});
}

function open() {
  return store ??= createStore("deml-packages", "packages");
}
