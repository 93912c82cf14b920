/**
 * Disk space reserved for the journal: a file that is deleted when the disk is full, so that duties
 * can be recorded and sent while somebody frees space.
 *
 * @module
 */
import { statfsSync } from "node:fs";

/** A round's opening and calls take some 10 KB: this is enough for hundreds of rounds, in bytes. */
const SIZE = 4 * 1024 * 1024;
/** The reserve does not take the last space of a disk. */
const LEAST_FREE = 16 * SIZE;
/** Pieces of random bytes, so that no file system compresses them. */
const PIECE = 65_536;

/** The reserve of a home. */
export interface Reserve {
  /** Makes it, if it is missing and there is room. Never throws. */
  keep(): void;
  /** Releases it; returns whether there was one. */
  free(): boolean;
}

/** The reserve in a folder; nothing is made yet. */
export function openReserve(folder: string): Reserve {
  const path = `${folder}/reserve`;
  let there = false;
  return {
    keep() {
      if (there) return;
      try {
        there = sizeOf(path) === SIZE || make(folder, path);
      } catch {
        discard(path);
      }
    },
    free() {
      there = false;
      return discard(path);
    },
  };
}

/** Bytes of the reserve in a folder; 0 if there is none. */
export function reserveIn(folder: string): number {
  return sizeOf(`${folder}/reserve`);
}

function make(folder: string, path: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < LEAST_FREE) return false;
  using file = Deno.openSync(path, { write: true, create: true, truncate: true, mode: 0o600 });
  const piece = crypto.getRandomValues(new Uint8Array(PIECE));
  for (let written = 0; written < SIZE; written += PIECE) {
    for (let at = 0; at < PIECE;) at += file.writeSync(piece.subarray(at));
  }
  file.syncDataSync();
  return true;
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}

function discard(path: string): boolean {
  try {
    Deno.removeSync(path);
    return true;
  } catch {
    return false;
  }
}
