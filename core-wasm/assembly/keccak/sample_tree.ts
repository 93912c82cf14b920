/**
 * The Merkle tree over what a model gave for each sample, built while the rows come, as
 * protocol/score/evidence.ts defines it. It keeps one finished subtree for each binary digit of the
 * number of leaves, so its size is the same for any number. Leaves come in groups that make whole
 * subtrees, in which leaves and nodes are hashed two at a time.
 *
 *     offset  0   the model, 32 bytes
 *            32   leaves so far, uint32
 *            64   the root of the finished subtree of 2^k leaves, 32 bytes × 32; it counts where bit k
 *                 of the number of leaves is set
 */
import { SAMPLE_INDEXES, SAMPLE_NODES } from "../memory";
import { absorb, begin, finish, storeHash } from "./keccak";

const LEAVES: usize = 32;
const SUBTREES: usize = 64;
const HASH: usize = 32;
/** Most leaves of a group: SAMPLE_NODES has room for them. */
const GROUP: u32 = 64;

/** Adds leaves of `rowBytes` bytes of output each. */
export function growSampleTree(tree: usize, rows: usize, rowBytes: usize, count: u32): void {
  let leaves = load<u32>(tree, LEAVES);
  // A uint256 as Ethereum encodes it, big-endian: 28 of its bytes stay zero.
  memory.fill(SAMPLE_INDEXES, 0, 2 * HASH);
  while (count > 0) {
    let group: u32 = GROUP;
    while (group > count || (leaves & (group - 1)) != 0) group >>= 1;
    hashLeaves(tree, leaves, rows, rowBytes, group);
    push(tree + SUBTREES, leaves, group);
    rows += group * rowBytes;
    leaves += group;
    count -= group;
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

/** Hashes a group's rows, each twice, to SAMPLE_NODES. */
function hashLeaves(tree: usize, first: u32, rows: usize, rowBytes: usize, group: u32): void {
  const two = group > 1;
  for (let node = SAMPLE_NODES, end = node + group * HASH; node < end; node += 2 * HASH) {
    store<u32>(SAMPLE_INDEXES, bswap<u32>(first), 28);
    store<u32>(SAMPLE_INDEXES, bswap<u32>(first + 1), HASH + 28);
    const other = two ? rows + rowBytes : rows;
    begin(two);
    absorb(tree, tree, HASH);
    absorb(SAMPLE_INDEXES, SAMPLE_INDEXES + HASH, HASH);
    finish(rows, other, rowBytes);
    storeHash(node, false);
    if (two) storeHash(node + HASH, true);
    begin(two);
    finish(node, two ? node + HASH : node, HASH);
    storeHash(node, false);
    if (two) storeHash(node + HASH, true);
    first += 2;
    rows += 2 * rowBytes;
  }
}

/**
 * Puts a group, whose leaves are at SAMPLE_NODES, behind `leaves` others: it closes a subtree for
 * each set bit below a clear one.
 */
function push(subtree: usize, leaves: u32, group: u32): void {
  for (; group > 1; group >>= 1, leaves >>= 1, subtree += HASH) {
    let to = SAMPLE_NODES;
    for (let from = to, end = from + group * HASH; from < end; from += 4 * HASH, to += 2 * HASH) {
      if (group == 2) pair(from, from + HASH, to);
      else twoPairs(from, to);
    }
  }
  for (; leaves & 1; leaves >>= 1, subtree += HASH) pair(subtree, SAMPLE_NODES, SAMPLE_NODES);
  memory.copy(subtree, SAMPLE_NODES, HASH);
}

/** The hash of two nodes, the smaller first, as OpenZeppelin's MerkleProof has it. */
function pair(a: usize, b: usize, target: usize): void {
  const smaller = isLess(b, a) ? b : a;
  const larger = a + b - smaller;
  begin(false);
  absorb(smaller, smaller, HASH);
  finish(larger, larger, HASH);
  storeHash(target, false);
}

/** The same for the first two and the last two of four adjacent nodes. */
function twoPairs(nodes: usize, target: usize): void {
  const one = isLess(nodes + HASH, nodes) ? HASH : 0;
  const other = isLess(nodes + 3 * HASH, nodes + 2 * HASH) ? HASH : 0;
  begin(true);
  absorb(nodes + one, nodes + 2 * HASH + other, HASH);
  finish(nodes + (HASH - one), nodes + 2 * HASH + (HASH - other), HASH);
  storeHash(target, false);
  storeHash(target + HASH, true);
}

/** Compares two hashes as big-endian numbers. */
function isLess(a: usize, b: usize): bool {
  for (const end = a + HASH; a < end; a += 8, b += 8) {
    const one = bswap<u64>(load<u64>(a));
    const other = bswap<u64>(load<u64>(b));
    if (one != other) return one < other;
  }
  return false;
}
