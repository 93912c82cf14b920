/**
 * Which sample's label a miner changed, found by trying: evidence is one root over all samples, so
 * one changed label shows, and two do not. Of labels alone, which are all that `native` binds.
 *
 * @module
 */
import { delay } from "@std/async/delay";
import { type Hex, hexToBytes, keccak256 } from "viem";

/** Labels to try, each some fifteen hashes: half a minute. */
const MOST_TRIED = 120_000;
/** Samples between two looks at the signal. */
const BETWEEN = 100;
/** Bytes of a hash, a digest and a sample's number. */
const WORD = 32;

/** What the model says of each sample. */
export interface Labelled {
  /** The model's digest, 32 bytes */
  digest: Hex;
  predictions: Int32Array;
  classes: number;
}

/** A sample that was changed. */
export interface Changed {
  sample: number;
  /** What the miner says of it; −1 for none of the classes */
  label: number;
}

/**
 * Finds the one sample whose label leads to another root.
 *
 * @param root Over the samples, as a miner's evidence binds it
 * @returns undefined if no single label does, or there are too many to try
 * @throws Whatever the signal was aborted with
 */
export async function findSample(
  { digest, predictions, classes }: Labelled,
  root: Hex,
  signal?: AbortSignal,
): Promise<Changed | undefined> {
  if (predictions.length * classes > MOST_TRIED) return undefined;
  const leafOf = leavesOf(digest);
  const levels = levelsOf(Array.from(predictions, (label, sample) => leafOf(sample, label)));
  const wanted = hexToBytes(root);
  for (const [sample, own] of predictions.entries()) {
    if (sample % BETWEEN === 0) {
      await delay(0);
      signal?.throwIfAborted();
    }
    for (let label = -1; label < classes; label++) {
      if (label === own) continue;
      const found = climb(levels, sample, leafOf(sample, label));
      if (found.every((byte, at) => byte === wanted[at])) return { sample, label };
    }
  }
  return undefined;
}

/** As in protocol/score/evidence.ts, on bytes. */
function leavesOf(digest: Hex) {
  // Model ‖ sample, whose last four bytes are enough ‖ label.
  const bytes = new Uint8Array(2 * WORD + 4);
  bytes.set(hexToBytes(digest));
  const view = new DataView(bytes.buffer);
  return (sample: number, label: number): Uint8Array => {
    view.setUint32(2 * WORD - 4, sample);
    view.setInt32(2 * WORD, label, true);
    return keccak256(keccak256(bytes, "bytes"), "bytes");
  };
}

const both = new Uint8Array(2 * WORD);

function pair(a: Uint8Array, b: Uint8Array): Uint8Array {
  const first = precedes(a, b);
  both.set(first ? a : b);
  both.set(first ? b : a, WORD);
  return keccak256(both, "bytes");
}

function precedes(a: Uint8Array, b: Uint8Array): boolean {
  for (const [at, byte] of a.entries()) {
    const other = b[at] ?? 0;
    if (byte !== other) return byte < other;
  }
  return true;
}

function levelsOf(leaves: Uint8Array[]): Uint8Array[][] {
  const levels = [leaves];
  for (let level = leaves; level.length > 1; levels.push(level)) {
    const below = level;
    level = below.flatMap((node, at) => {
      if (at % 2 === 1) return [];
      const next = below[at + 1];
      return [next === undefined ? node : pair(node, next)];
    });
  }
  return levels;
}

/** The root if one leaf were another. */
function climb(levels: Uint8Array[][], sample: number, leaf: Uint8Array): Uint8Array {
  let node = leaf;
  let at = sample;
  for (const level of levels) {
    const neighbour = level[at ^ 1];
    if (neighbour !== undefined) node = pair(node, neighbour);
    at >>= 1;
  }
  return node;
}
