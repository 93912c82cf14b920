/** What the module exports. The host owns the memory: it passes positions and lengths in bytes. */
export { base64Decode, base64Produced } from "./base64/decode";
export { adler32 } from "./inflate/adler32";
export { inflateProduced, inflateRun, inflateStart } from "./inflate/inflate";
export { keccak256 } from "./keccak/keccak";
export { growSampleTree, sampleTreeRoot } from "./keccak/sample_tree";
export { csvBytes, csvField, csvFloats, csvLine, csvRow } from "./preprocess/csv";
export { normaliseBytes, normaliseFloats } from "./preprocess/normalise";
export { swapAxes } from "./preprocess/swap_axes";
export { unshuffle } from "./preprocess/unshuffle";
export { argmax, argmaxOfNumbers } from "./score/argmax";
export { confusion, countEqual } from "./score/counts";
export { hasNaN } from "./score/nan";
export { threshold } from "./score/threshold";
export { topK } from "./score/top_k";

/** The first byte that the host may use. */
export function heapBase(): usize {
  return __heap_base;
}
