/**
 * The evidence of a row: what an audit compares, prediction by prediction.
 *
 * @module
 */
import { concat, type Hex, keccak256 } from "viem";

/** keccak256 of no bytes: the leaf of a model without predictions, because it is INVALID. */
const NONE = keccak256("0x");

/**
 * The root over a round's predictions: `keccak256(leaf ‖ leaf ‖ …)`, a leaf a model in the round's
 * order, each the keccak256 of its predictions as little-endian int32.
 */
export function evidenceRoot(predictions: Int32Array[]): Hex {
  return keccak256(concat(predictions.map((labels) => {
    if (labels.length === 0) return NONE;
    const bytes = new Uint8Array(4 * labels.length);
    const view = new DataView(bytes.buffer);
    labels.forEach((label, row) => view.setInt32(4 * row, label, true));
    return keccak256(bytes);
  })));
}
