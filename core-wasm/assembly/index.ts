/** What the module exports. The host owns the memory: it passes positions and lengths in bytes. */
export { base64Decode, base64Produced } from "./base64/decode";
export { adler32 } from "./inflate/adler32";
export { inflateProduced, inflateRun, inflateStart } from "./inflate/inflate";
export { csvField, csvRead, csvRow } from "./preprocess/csv";
export { normalise, widen } from "./preprocess/normalise";
export { unshuffle } from "./preprocess/unshuffle";
export { argmax, confusion, countEqual, hasNaN, threshold } from "./score/score";

/** The first byte that the host may use. */
export function heapBase(): usize {
  return __heap_base;
}
