/**
 * The places of the weights in an ONNX file.
 *
 * @module
 */
import { decodeModel, TYPE } from "./onnx.ts";

/** A run of bytes in a file. */
export interface Range {
  at: number;
  length: number;
}

/** The runs of weights in a file, each list in rising order. */
export interface WeightRanges {
  /** Raw float32 and float16, in whole words of four bytes */
  floats: Range[];
  /** Raw int8 and uint8 */
  bytes: Range[];
}

/** Shorter runs cost more in the table than shuffling them saves. */
const SHORTEST = 64;
/** Shuffling works on words of four bytes: a float32, or two float16. */
export const WORD = 4;

/** The raw data of a file's initializers. */
export function weightRanges(file: Uint8Array): WeightRanges {
  const found: WeightRanges = { floats: [], bytes: [] };
  for (const { dataType, rawData } of decodeModel(file).graph?.initializer ?? []) {
    if (!rawData || rawData.length < SHORTEST || rawData.buffer !== file.buffer) continue;
    const at = rawData.byteOffset - file.byteOffset;
    if (dataType === TYPE.float || dataType === TYPE.float16) {
      found.floats.push({ at, length: rawData.length - rawData.length % WORD });
    } else if (dataType === TYPE.int8 || dataType === TYPE.uint8) {
      found.bytes.push({ at, length: rawData.length });
    }
  }
  for (const ranges of [found.floats, found.bytes]) ranges.sort((a, b) => a.at - b.at);
  return found;
}
