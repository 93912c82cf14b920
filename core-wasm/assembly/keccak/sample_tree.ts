/**
 * The Merkle tree over what a model gave for each sample, built while the rows come, as
 * protocol/score/evidence.ts defines it. It keeps one finished subtree for each binary digit of the
 * number of leaves, so its size is the same for any number.
 *
 *     offset  0   the model, 32 bytes
 *            32   leaves so far, uint32
 *            64   the root of the finished subtree of 2^k leaves, 32 bytes × 32; it counts where bit k
 *                 of the number of leaves is set
 */
import { KECCAK_SCRATCH } from "../memory";
import { absorb, begin, finish, keccak256 } from "./keccak";

const LEAVES: usize = 32;
const SUBTREES: usize = 64;
const HASH: usize = 32;
/** A uint256 as Ethereum encodes it, big-endian: 28 of its bytes stay zero. */
const INDEX: usize = KECCAK_SCRATCH;
/** A hash on its way up. */
const NODE: usize = KECCAK_SCRATCH + 32;

/** Adds leaves of `rowBytes` bytes of output each. */
export function growSampleTree(tree: usize, rows: usize, rowBytes: usize, count: u32): void {
  let leaves = load<u32>(tree, LEAVES);
  memory.fill(INDEX, 0, 32);
  for (; count > 0; count--, rows += rowBytes, leaves++) {
    store<u32>(INDEX, bswap<u32>(leaves), 28);
    begin();
    absorb(tree, HASH);
    absorb(INDEX, 32);
    absorb(rows, rowBytes);
    finish(NODE);
    keccak256(NODE, HASH, NODE);
    push(tree + SUBTREES, leaves);
  }
  store<u32>(tree, leaves, LEAVES);
}

/** The root of all leaves; zeros where there are none. */
export function sampleTreeRoot(tree: usize, target: usize): void {
  let leaves = load<u32>(tree, LEAVES);
  memory.fill(target, 0, HASH);
  let first = true;
  // From the right: the last subtree is the smallest, and went up unchanged until it met another.
  for (let subtree = tree + SUBTREES; leaves > 0; leaves >>= 1, subtree += HASH) {
    if ((leaves & 1) == 0) continue;
    if (first) memory.copy(target, subtree, HASH);
    else pair(subtree, target, target);
    first = false;
  }
}

/**
 * Puts a leaf, at NODE, behind `leaves` others: it closes a subtree for each set bit below a clear
 * one.
 */
function push(subtree: usize, leaves: u32): void {
  for (; leaves & 1; leaves >>= 1, subtree += HASH) pair(subtree, NODE, NODE);
  memory.copy(subtree, NODE, HASH);
}

/** The hash of two nodes, the smaller first, as OpenZeppelin's MerkleProof has it. */
function pair(a: usize, b: usize, target: usize): void {
  const ordered = memory.compare(a, b, HASH) <= 0;
  begin();
  absorb(ordered ? a : b, HASH);
  absorb(ordered ? b : a, HASH);
  finish(target);
}
