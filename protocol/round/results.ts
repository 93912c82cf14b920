/**
 * A round's results, as RoundSettled packs them. PROTOCOL.md, section 6.
 *
 * @module
 */
import { type Hex, hexToBytes } from "viem";

/** Bytes of a result: the model (4), median (3), average of the inliers (3), inliers (2). */
const RESULT_BYTES = 12;

/** The counts of the last round that judged a model. */
export interface Agreement {
  evaluations: number;
  /** Within the tolerance of the median */
  inliers: number;
  median: number;
  /** Of the inliers, for information */
  average: number;
}

/** A round's result for one model. */
export interface Result {
  /** Its number */
  model: number;
  /** The score, if more than half of the reveals are inliers */
  median: number;
  /** Of the inliers, to the nearest, for information */
  average: number;
  inliers: number;
}

/** Reads the results that RoundSettled packs, in the round's order. */
export function unpackResults(results: Hex): Result[] {
  const bytes = hexToBytes(results);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: Math.floor(bytes.length / RESULT_BYTES) }, (_, index) => {
    const at = RESULT_BYTES * index;
    return {
      model: view.getUint32(at),
      median: view.getUint32(at + 3) & 0xffffff,
      average: view.getUint32(at + 6) & 0xffffff,
      inliers: view.getUint16(at + 10),
    };
  });
}
