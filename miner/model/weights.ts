/**
 * Where an ONNX file keeps its float32 weights.
 *
 * @module
 */
import { decodeModel, TYPE } from "./onnx.ts";

/** A run of bytes in a file. */
export interface Range {
  at: number;
  length: number;
}

/** Shorter runs cost more in the table than shuffling them saves. */
const SHORTEST = 64;

/** The raw float32 data of a file's initializers, in rising order; none for what is no ONNX. */
export function floatRanges(bytes: Uint8Array): Range[] {
  const ranges: Range[] = [];
  for (const { dataType, rawData } of decodeModel(bytes).graph?.initializer ?? []) {
    if (dataType !== TYPE.float || !rawData || rawData.length < SHORTEST) continue;
    if (rawData.length % 4 !== 0 || rawData.buffer !== bytes.buffer) continue;
    ranges.push({ at: rawData.byteOffset - bytes.byteOffset, length: rawData.length });
  }
  return ranges.sort((a, b) => a.at - b.at);
}
