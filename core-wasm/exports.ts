/**
 * The ABI: what the module exports, as assembly/index.ts lists it. Positions and lengths are bytes
 * in the module's memory, counts are values; every kernel states its own in its header.
 *
 * @module
 */

export interface Exports {
  memory: WebAssembly.Memory;
  heapBase(): number;
  inflateStart(source: number, length: number, target: number): void;
  inflateRun(limit: number, final: number): number;
  inflateProduced(): number;
  adler32(source: number, length: number): number;
  base64Decode(source: number, length: number, target: number): number;
  base64Produced(): number;
  unshuffle(source: number, count: number, width: number, target: number): void;
  csvBytes(source: number, length: number, fields: number, rows: number, target: number): number;
  csvFloats(
    source: number,
    length: number,
    fields: number,
    rows: number,
    target: number,
    separator: number,
    label: number,
    labels: number,
    words: number,
  ): number;
  csvRow(): number;
  csvField(): number;
  csvLine(): number;
  normaliseBytes: NormaliseKernel;
  normaliseFloats: NormaliseKernel;
  swapAxes(
    source: number,
    rows: number,
    outer: number,
    inner: number,
    width: number,
    target: number,
  ): void;
  argmax(source: number, rows: number, classes: number, target: number): void;
  argmaxOfNumbers(source: number, rows: number, classes: number, target: number): number;
  threshold(source: number, rows: number, target: number): void;
  hasNaN(source: number, count: number): number;
  countEqual(predictions: number, labels: number, count: number): number;
  topK(source: number, rows: number, classes: number, labels: number, k: number): number;
  confusion(
    predictions: number,
    labels: number,
    count: number,
    classes: number,
    table: number,
  ): void;
  keccak256(source: number, length: number, target: number): void;
  growSampleTree(tree: number, rows: number, rowBytes: number, count: number): void;
  sampleTreeRoot(tree: number, target: number): void;
}

/** Bytes of a sample tree's state: assembly/keccak/sample_tree.ts draws it. */
export const SAMPLE_TREE_BYTES = 1_088;

type NormaliseKernel = (
  source: number,
  planes: number,
  plane: number,
  channels: number,
  scale: number,
  means: number,
  stds: number,
  target: number,
) => void;

/** Statuses that are not refusals: assembly/status.ts. */
export const OK = 0;
export const MORE_ROOM = 6;
