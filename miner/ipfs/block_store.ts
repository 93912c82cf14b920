/**
 * Blocks in a folder, each in a file named by its CID.
 *
 * Disks rot, and other programs write: a block is hashed when it is read from the folder. What this
 * process hashed itself in the last ten minutes, on its way in or at an earlier read, is not hashed
 * again while its file's size, time and number are unchanged.
 *
 * A full store makes room by deleting the blocks that were not used for longest; they are fetched
 * again if they are needed. Blocks used in the last hour stay: a file larger than the store would
 * otherwise evict its own beginning, and untrusted content a test set that is being judged.
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

/** How a folder of blocks is kept. */
export interface BlockStoreOptions {
  /** Bytes of all blocks beyond which the least recently used ones leave */
  quota?: number;
  /** Bytes of its disk that it leaves free */
  reserve?: number;
  /** Whether blocks leave to make room; true by default, false for what exists only here */
  evicts?: boolean;
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
/** How long a block is in use after it was read or written, in milliseconds. */
const IN_USE = 3_600_000;
/** How long a block that was hashed is trusted, in milliseconds. Its time of use is as exact. */
const TRUSTED = 600_000;
/** Blocks whose hashing is remembered: 64 GiB of blocks of 1 MiB. */
const REMEMBERED = 65_536;
/** The share of the quota that is freed at once: a folder is not listed for every block. */
const AT_ONCE = 1 / 16;

/** Opens a folder of blocks, making it for its owner alone if necessary. */
export async function openBlockStore(
  folder: string,
  { quota = QUOTA, reserve = RESERVE, evicts = true }: BlockStoreOptions = {},
): Promise<BlockStore> {
  try {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw fileError(folder, cause);
  }
  const path = (cid: CID) => `${folder}/${parseCid(cid.toString())}`;
  const hashed = new Map<string, { at: number; is: string }>();
  let counting: Promise<void> | undefined;
  let used = 0;
  const count = async () => {
    used = (await filesIn(folder)).reduce((sum, { size }) => sum + size, 0);
  };
  /** Records that a file has been hashed, and used. */
  const trust = async (file: string) => {
    const now = new Date();
    // A folder that may only be read is still a store.
    await Deno.utime(file, now, now).catch(() => {});
    const is = identity(await Deno.stat(file));
    hashed.delete(file);
    hashed.set(file, { at: performance.now(), is });
    for (const oldest of hashed.keys()) {
      if (hashed.size <= REMEMBERED) break;
      hashed.delete(oldest);
    }
  };
  const isTrusted = async (file: string) => {
    const known = hashed.get(file);
    if (known === undefined || performance.now() - known.at > TRUSTED) return false;
    return known.is === identity(await Deno.stat(file));
  };
  /** Makes room for so many bytes, or throws. */
  const makeRoom = async (bytes: number) => {
    if (used + bytes <= quota) return;
    // Room may have been made since it was counted.
    await (counting = count());
    if (evicts && bytes <= quota) {
      const most = quota * (1 - AT_ONCE);
      for (const { name, size, at } of (await filesIn(folder)).sort((a, b) => a.at - b.at)) {
        if (used + bytes <= Math.max(most, bytes)) break;
        if (Date.now() - at < IN_USE || name.endsWith(".tmp")) continue;
        if (await Deno.remove(`${folder}/${name}`).then(() => true, () => false)) used -= size;
      }
    }
    if (used + bytes > quota) {
      throw wrong({ kind: "file/store-quota", folder, quota, passing: true });
    }
  };
  return {
    async read(cid) {
      const file = path(cid);
      try {
        const trusted = await isTrusted(file);
        const bytes = await Deno.readFile(file);
        if (trusted) return bytes;
        if (!await matches(cid, bytes)) return undefined;
        await trust(file);
        return bytes;
      } catch (cause) {
        if (cause instanceof Deno.errors.NotFound) return undefined;
        throw fileError(file, cause);
      }
    },
    async put(cid, bytes) {
      await (counting ??= count());
      await makeRoom(bytes.length);
      if (await freeBeside(folder) - bytes.length < reserve) {
        throw wrong({ kind: "file/disk-reserve", folder, reserve, passing: true });
      }
      used += bytes.length;
      try {
        // A fetched block that a power cut damages is found out by its hash, and fetched again.
        await writeDurably(path(cid), bytes, { mode: 0o600, sync: !evicts });
        await trust(path(cid));
      } catch (cause) {
        const reason = reasonOf(cause instanceof DemlError ? cause.cause : cause);
        throw wrong({ kind: "file/block-not-written", folder, reason, passing: true }, cause);
      }
      return cid;
    },
  };
}

/** What changes when a file is written again. */
function identity({ size, mtime, ino }: Deno.FileInfo): string {
  return `${size} ${mtime?.getTime()} ${ino}`;
}

/** A file of the folder, with the time of its last use, in milliseconds since 1970. */
interface StoredFile {
  name: string;
  size: number;
  at: number;
}

/** Lists a folder's files, and removes those that killed programs left half-written. */
async function filesIn(folder: string): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      // Another program with the same home may rename or remove it in the meantime.
      const found = await Deno.stat(`${folder}/${name}`).catch(() => undefined);
      if (found === undefined || !found.isFile) continue;
      const at = found.mtime?.getTime() ?? 0;
      if (name.endsWith(".tmp") && Date.now() - at > LEFT) {
        await Deno.remove(`${folder}/${name}`).catch(() => {});
      } else files.push({ name, size: found.size, at });
    }
  } catch (cause) {
    throw fileError(folder, cause);
  }
  return files;
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
