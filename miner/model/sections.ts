/**
 * The two sections of a package, *architecture* and *weights*: PROTOCOL.md, section 8.
 *
 *     uint32 n │ n × (uint32 at, uint32 length) │ ONNX without those ranges │ the ranges, shuffled
 *
 * Little-endian; the ranges are the float weights, in rising order, together byte-shuffled in four
 * planes: exponents next to exponents compress, mantissas are noise either way.
 *
 * @module
 */
import { concatBytes } from "./bytes.ts";
import type { Segment } from "./deflate/zlib_stream.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import { type Range, type WeightRanges, WORD } from "./weights.ts";

/** A file in sections, and where its content changes. */
export interface Sections {
  content: Uint8Array;
  segments: Segment[];
}

/** Splits a file into its sections. */
export function split(onnx: Uint8Array, { floats, bytes }: WeightRanges): Sections {
  const weights = concatBytes(floats.map(({ at, length }) => onnx.subarray(at, at + length)));
  const count = weights.length / WORD;
  const planes = new Uint8Array(weights.length);
  for (let plane = 0; plane < WORD; plane++) {
    const to = plane * count;
    for (let i = 0; i < count; i++) planes[to + i] = weights[WORD * i + plane]!;
  }
  const table = tableOf(floats);
  const rest: Uint8Array[] = [];
  let from = 0;
  for (const { at, length } of floats) {
    rest.push(onnx.subarray(from, at));
    from = at + length;
  }
  rest.push(onnx.subarray(from));
  const content = concatBytes([table, ...rest, planes]);
  const noise = [
    ...bytes.map((range) => inContent(range, floats, table.length)),
    ...inPlanes(floats, content.length - planes.length, count),
  ];
  return { content, segments: segmentsOf(content.length, noise) };
}

/** The segments of a file without sections. */
export function wholeSegments(onnx: Uint8Array, { bytes }: WeightRanges): Segment[] {
  return segmentsOf(onnx.length, bytes);
}

/** The new place of a range that is not shuffled. */
function inContent({ at, length }: Range, floats: Range[], start: number): Range {
  const before = floats.filter((range) => range.at < at);
  return { at: start + at - before.reduce((sum, range) => sum + range.length, 0), length };
}

/** Each range's part of each plane. */
function inPlanes(floats: Range[], start: number, count: number): Range[] {
  return Array.from({ length: WORD }, (_, plane) => {
    let at = start + plane * count;
    return floats.map((range) => {
      const part = { at, length: range.length / WORD };
      at += part.length;
      return part;
    });
  }).flat();
}

/** Text this short, a tensor's header, does not deserve its own block. */
const SHORTEST_TEXT = 128;

/** Noise at its ranges, text between them. */
function segmentsOf(length: number, noise: Range[]): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const range of noise) {
    const gap = range.at - from;
    if (gap > 0) segments.push({ from, to: range.at, text: from === 0 || gap >= SHORTEST_TEXT });
    from = range.at + range.length;
    segments.push({ from: range.at, to: from, text: false });
  }
  if (from < length || length === 0) segments.push({ from, to: length, text: true });
  return segments;
}

function tableOf(ranges: Range[]): Uint8Array {
  const table = new DataView(new ArrayBuffer(4 + 8 * ranges.length));
  table.setUint32(0, ranges.length, true);
  ranges.forEach(({ at, length }, i) => {
    table.setUint32(4 + 8 * i, at, true);
    table.setUint32(8 + 8 * i, length, true);
  });
  return new Uint8Array(table.buffer);
}

/**
 * Puts a file together again.
 *
 * @param unshuffle Joins four planes into words
 * @throws InvalidModel `package-corrupt` if the table does not match
 */
export function join(
  content: Uint8Array,
  unshuffle: (planes: Uint8Array) => Uint8Array,
): Uint8Array<ArrayBuffer> {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (content.length < 4) throw corrupt("its table of weights is cut short");
  const count = view.getUint32(0, true);
  const start = 4 + 8 * count;
  if (start > content.length) throw corrupt("its table of weights is cut short");
  const size = content.length - start;
  const ranges: Range[] = [];
  let weightBytes = 0;
  let from = 0;
  for (let i = 0; i < count; i++) {
    const at = view.getUint32(4 + 8 * i, true);
    const length = view.getUint32(8 + 8 * i, true);
    if (at < from || length > size - at || length === 0 || length % WORD !== 0) {
      throw corrupt(`range ${i} of its weights is out of place`);
    }
    ranges.push({ at, length });
    weightBytes += length;
    from = at + length;
  }
  const rest = content.subarray(start, content.length - weightBytes);
  const weights = unshuffle(content.subarray(content.length - weightBytes));
  const onnx = new Uint8Array(size);
  let [to, restAt, weightAt] = [0, 0, 0];
  for (const { at, length } of ranges) {
    onnx.set(rest.subarray(restAt, restAt + at - to), to);
    restAt += at - to;
    onnx.set(weights.subarray(weightAt, weightAt + length), at);
    weightAt += length;
    to = at + length;
  }
  onnx.set(rest.subarray(restAt), to);
  return onnx;
}

function corrupt(found: string): InvalidModel {
  return new InvalidModel("package-corrupt", found, { kind: "repack" });
}
