/**
 * Limits for data from untrusted gateways.
 *
 * @module
 */

/** A block: the largest that IPFS nodes exchange, in bytes. */
export const LARGEST_BLOCK = 2 * 1024 * 1024;

/**
 * Levels of a file's tree. Trees are wide, with 174 to 1,024 links per block, so three levels are
 * enough for a terabyte; the narrow ones of `ipfs add --trickle` need seven for 4 GiB.
 */
export const DEEPEST_TREE = 16;

/** Blocks of a file's tree, by its size: blocks are at least 16 KiB, except in small files. */
export function mostBlocks(fileBytes: number): number {
  return 1_024 + Math.ceil(fileBytes / 16_384);
}

/** The overhead of a block of a tree: its own frame, and the link to it; 50 to 120 bytes. */
const AROUND_BLOCK = 256;

/**
 * Bytes of all blocks of a file's tree. Formats leave room for names and unknown fields, with which
 * a block of one byte could have 2 MiB.
 */
export function mostBytes(fileBytes: number): number {
  return fileBytes + AROUND_BLOCK * mostBlocks(fileBytes);
}

/** How long a gateway may take to find a block, in milliseconds, by default. */
export const PATIENCE = 30_000;
/**
 * The least rate of a gateway, in bytes per second: 2 Mbit/s. At less, a test set of 4 GiB, the
 * largest, would take more than four and a half hours.
 */
export const LEAST_RATE = 256 * 1024;
/** How long the bytes of a block may be late by that rate, in milliseconds: a stalled network. */
const STALL = 10_000;
/**
 * How long gateways may delay a whole file, in addition to the time for its bytes, in milliseconds.
 */
const FILE_PATIENCE = 120_000;

/**
 * How long after the beginning of an answer this many bytes of it must have arrived, in
 * milliseconds.
 */
export function bodyTime(bytes: number, patience = PATIENCE): number {
  return Math.min(STALL, patience) + 1_000 * bytes / LEAST_RATE;
}

/** How long a request may take from its start to the last byte, in milliseconds. */
export function requestTime(bytes: number, patience = PATIENCE): number {
  return patience + 1_000 * bytes / LEAST_RATE;
}

/**
 * How long gateways may take in all for this many bytes of a file, in milliseconds: the deadline
 * of the whole, with every retry and wait in it.
 */
export function fileTime(bytes: number, patience = FILE_PATIENCE): number {
  return patience + 1_000 * bytes / LEAST_RATE;
}
