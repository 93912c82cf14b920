/**
 * Blocks in a folder, each in a file named by its CID and checked against it on every read.
 *
 * @module
 */
import { statfs } from "node:fs/promises";
import { type CID, matches, parseCid } from "./cid.ts";
import { DemlError, reasonOf } from "../../protocol/errors.ts";
import { fileError } from "../base/read_file.ts";
import { writeDurably } from "../base/files.ts";
import type { IpfsFailure } from "./failures.ts";

/** A folder of blocks. Its interface is that of the ipfs-unixfs libraries. */
export interface BlockStore {
  /** The block, or undefined if it is missing or damaged */
  read(cid: CID): Promise<Uint8Array | undefined>;
  put(cid: CID, bytes: Uint8Array): Promise<CID>;
}

/** The default quota of a store, in bytes: eight of the largest test sets. */
const QUOTA = 32 * 1024 ** 3;
/**
 * Free space that a store leaves on its disk, in bytes: a journal that cannot be written loses
 * stakes.
 */
const RESERVE = 1024 ** 3;
/** An older temporary file is left over from a killed program; in milliseconds. */
const LEFT = 3_600_000;

/**
 * Opens a folder of blocks, making it for its owner alone if necessary.
 *
 * @param options.quota Bytes beyond which it stores no block. Nothing is deleted to make room:
 * untrusted content must not evict a test set that a stake depends on
 * @param options.reserve Bytes of its disk that it leaves free
 */
export async function openBlockStore(
  folder: string,
  { quota = QUOTA, reserve = RESERVE }: { quota?: number; reserve?: number } = {},
): Promise<BlockStore> {
  try {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw fileError(folder, cause);
  }
  const path = (cid: CID) => `${folder}/${parseCid(cid.toString())}`;
  let counting: Promise<void> | undefined;
  let used = 0;
  const count = async () => {
    used = await bytesIn(folder);
  };
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
      await (counting ??= count());
      if (used + bytes.length > quota) {
        // Room may have been made since it was counted.
        await (counting = count());
        if (used + bytes.length > quota) {
          throw wrong({ kind: "file/store-quota", folder, quota, passing: true });
        }
      }
      if (await freeBeside(folder) - bytes.length < reserve) {
        throw wrong({ kind: "file/disk-reserve", folder, reserve, passing: true });
      }
      used += bytes.length;
      try {
        await writeDurably(path(cid), bytes, { mode: 0o600 });
      } catch (cause) {
        const reason = reasonOf(cause instanceof DemlError ? cause.cause : cause);
        throw wrong({ kind: "file/block-not-written", folder, reason, passing: true }, cause);
      }
      return cid;
    },
  };
}

/** Counts a folder's bytes, and removes files that killed programs left half-written. */
async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  try {
    for await (const { name } of Deno.readDir(folder)) {
      // Another program with the same home may rename or remove it in the meantime.
      const found = await Deno.stat(`${folder}/${name}`).catch(() => undefined);
      if (found === undefined) continue;
      if (name.endsWith(".tmp") && Date.now() - (found.mtime?.getTime() ?? 0) > LEFT) {
        await Deno.remove(`${folder}/${name}`).catch(() => {});
      } else bytes += found.size;
    }
  } catch (cause) {
    throw fileError(folder, cause);
  }
  return bytes;
}

/** Free bytes on a folder's disk. */
async function freeBeside(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (cause) {
    throw fileError(folder, cause);
  }
}

function wrong(failure: IpfsFailure, cause?: unknown): DemlError<IpfsFailure> {
  return new DemlError<IpfsFailure>(failure, { cause });
}
