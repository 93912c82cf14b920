/**
 * What is taken from strangers' gateways at most.
 *
 * @module
 */

/** A block: what IPFS nodes exchange at most, in bytes. */
export const LARGEST_BLOCK = 2 * 1024 * 1024;

/**
 * Levels of a file's tree. Trees are wide, with 174 to 1,024 links a block, so three levels hold a
 * terabyte; the narrow ones that `ipfs add --trickle` makes hold 4 GiB in seven.
 */
export const DEEPEST_TREE = 16;

/** Blocks of a file's tree, by its size: whoever cuts a file finer than 16 KiB has a small one. */
export function mostBlocks(fileBytes: number): number {
  return 1_024 + Math.ceil(fileBytes / 16_384);
}

/** What a block of a tree takes beside the file's bytes: its own frame, and its link above; 50 to 120 bytes. */
const AROUND_BLOCK = 256;

/**
 * Bytes of all blocks of a file's tree. Formats leave room for names and unknown fields, in which a
 * block of one byte would weigh 2 MiB.
 */
export function mostBytes(fileBytes: number): number {
  return fileBytes + AROUND_BLOCK * mostBlocks(fileBytes);
}

/** How long a gateway may take to find a block, in milliseconds, unless said. */
export const PATIENCE = 30_000;
/** Bytes a second below which a gateway is none: 2 Mbit/s. */
const SLOWEST = 256 * 1024;
/** What gateways may keep a whole file waiting, beside the time for its bytes, in milliseconds. */
const FILE_PATIENCE = 120_000;

/** How long a request may take from its start to the last byte, in milliseconds. */
export function requestTime(bytes: number, patience = PATIENCE): number {
  return patience + 1_000 * bytes / SLOWEST;
}

/** How long gateways may have taken in all for so many bytes of a file, in milliseconds. */
export function fileTime(bytes: number, patience = PATIENCE): number {
  return Math.max(FILE_PATIENCE, 2 * patience) + 1_000 * bytes / SLOWEST;
}
