/**
 * The evidence of a row of verdicts: a Merkle root over the round's models, of roots over the
 * samples, so that a few hashes prove one output of one model to anybody.
 *
 *     output   with `wasm` the row of the chosen output as the engine gave it, little-endian:
 *              4 bytes per score (float32), or 8 bytes of label (int64);
 *              with `native` the label alone, int32, little-endian, 4 bytes, −1 outside the classes
 *     leaf     keccak256(keccak256(model, 32 bytes ‖ sample, uint256 big-endian ‖ output))
 *     node     keccak256(smaller child ‖ larger child), 64 bytes; compared as numbers
 *     odd      the last node of a level that has no neighbour goes up unchanged
 *     samples  leaves in the order of the data set, from 0; their root is the model's root
 *     models   the models' roots in the round's order are the lowest nodes; a verdict without outputs
 *              (INVALID, ABSTAIN, BAD_DATA, and round zero's 100,000) has 32 zero bytes as its root
 *
 * `model` is the digest that the contract knows: of the package, or of the envelope when sealed. In
 * Solidity a leaf is `keccak256(bytes.concat(keccak256(abi.encodePacked(model, sample, output))))` with
 * `bytes32 model, uint256 sample, bytes output`, and OpenZeppelin's `MerkleProof.verify` checks it: a
 * proof within the samples and one within the models are one proof, one after the other. As leaves are
 * hashed twice, no inner node can be shown as one. A root of one model alone is that model's root.
 *
 * A tree binds what each sample got, not how many leaves or models there are: those are the chain's and
 * the spec's to say.
 *
 * @module
 */
import { bytesToHex, concat, type Hex, hexToBytes, keccak256, numberToHex, zeroHash } from "viem";

/** The root of a model without outputs. */
export const NO_OUTPUTS: Hex = zeroHash;

/**
 * The leaf of one sample.
 *
 * @param model The model's digest, 32 bytes
 * @param sample From 0
 * @param output Bytes as this module's head says
 */
export function sampleLeaf(model: Hex, sample: number, output: Uint8Array): Hex {
  return keccak256(
    keccak256(concat([model, numberToHex(sample, { size: 32 }), bytesToHex(output)])),
  );
}

/** The root over a round's models, in its order; zeros over none. */
export function modelsRoot(roots: Hex[]): Hex {
  return levelsOf(roots).at(-1)?.[0] ?? NO_OUTPUTS;
}

/**
 * The root over the leaves of one model, in the order of the data set. It holds all of them, and is
 * slower by far (docs/BENCHMARKS.md, `evidence`) than `Core.sampleTree`, which the evaluator child grows
 * row by row: this one is for whoever checks a few.
 */
export function sampleRoot(leaves: Hex[]): Hex {
  return modelsRoot(leaves);
}

/**
 * What must be hashed with a node, one after the other, to arrive at the root.
 *
 * @param nodes All nodes of the lowest level: leaves of a model, or roots of a round's models
 * @throws RangeError when there is no such node
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { checkProof, proofOf, sampleLeaf, sampleRoot } from "./evidence.ts";
 *
 * const model = `0x${"11".repeat(32)}` as const;
 * const labels = [7, 2, 1, 0, 4]; // what the model said of each digit
 * const leafOf = (label: number, sample: number) =>
 *   sampleLeaf(model, sample, new Uint8Array(Int32Array.of(label).buffer));
 * const leaves = labels.map(leafOf);
 * const root = sampleRoot(leaves);
 *
 * assert(checkProof(root, leafOf(1, 2), proofOf(leaves, 2)));
 * assert(!checkProof(root, leafOf(8, 2), proofOf(leaves, 2)));
 * ```
 */
export function proofOf(nodes: Hex[], index: number): Hex[] {
  if (!(Number.isInteger(index) && index >= 0 && index < nodes.length)) {
    throw new RangeError(`Node ${index} of ${nodes.length}`);
  }
  const proof: Hex[] = [];
  let at = index;
  for (const level of levelsOf(nodes)) {
    const neighbour = level[at ^ 1];
    // The root has none, and neither has an odd last node, which goes up unchanged.
    if (neighbour !== undefined) proof.push(neighbour);
    at >>= 1;
  }
  return proof;
}

/** Whether a proof leads from a node to the root: OpenZeppelin's `MerkleProof.verify`. */
export function checkProof(root: Hex, node: Hex, proof: Hex[]): boolean {
  return proof.reduce(pair, node).toLowerCase() === root.toLowerCase();
}

/** From the lowest level to the root's. */
function levelsOf(nodes: Hex[]): Hex[][] {
  if (nodes.length === 0) return [];
  const levels = [nodes];
  for (let level = nodes; level.length > 1; levels.push(level)) {
    const below = level;
    level = Array.from({ length: Math.ceil(below.length / 2) }, (_, index) => {
      const [left, right] = [below[2 * index]!, below[2 * index + 1]];
      return right === undefined ? left : pair(left, right);
    });
  }
  return levels;
}

function pair(a: Hex, b: Hex): Hex {
  const [one, other] = [hexToBytes(a), hexToBytes(b)];
  // Of equal length, hexadecimal digits of one case order as the numbers do.
  return keccak256(concat(one.toHex() <= other.toHex() ? [one, other] : [other, one]));
}
