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
import type { Content, Segment } from "./deflate/zlib_stream.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import { type Range, type WeightRanges, WORD } from "./weights.ts";

/** A file in its sections, which are made as they are read. */
export function split(onnx: Uint8Array, { floats, bytes }: WeightRanges): Content {
  const table = tableOf(floats);
  const rest = gapsBetween(floats, onnx.length);
  const weights = floats.reduce((sum, { length }) => sum + length, 0);
  const count = weights / WORD;
  const start = table.length + onnx.length - weights;
  const length = start + weights;
  const restParts = cumulated(rest, table.length, 1);
  const weightParts = cumulated(floats, 0, WORD);
  const noise = [
    ...inContent(bytes, floats, table.length),
    ...inPlanes(floats, start, count),
  ];
  const read = (from: number, to: number) => {
    const out = new Uint8Array(to - from);
    if (from < table.length) out.set(table.subarray(from, to));
    for (const { at, length, begins } of overlapping(restParts, from, Math.min(to, start))) {
      const [first, last] = [Math.max(from, begins), Math.min(to, begins + length)];
      out.set(onnx.subarray(at + first - begins, at + last - begins), first - from);
    }
    for (let plane = 0; plane < WORD; plane++) {
      const begin = start + plane * count;
      const [low, high] = [Math.max(from, begin) - begin, Math.min(to, begin + count) - begin];
      for (const { at, length, begins } of overlapping(weightParts, low, high)) {
        const [first, last] = [Math.max(low, begins), Math.min(high, begins + length)];
        let place = at + WORD * (first - begins) + plane;
        const stop = begin + last - from;
        for (let i = begin + first - from; i < stop; i++, place += WORD) {
          out[i] = onnx[place] as number;
        }
      }
    }
    return out;
  };
  return { length, segments: segmentsOf(length, noise), read };
}

/** A file without sections. */
export function whole(onnx: Uint8Array, { bytes }: WeightRanges): Content {
  const { length } = onnx;
  const read = (from: number, to: number) => onnx.subarray(from, to);
  return { length, segments: segmentsOf(length, bytes), read };
}

/** A range of the file, and where it begins in the content. */
interface Part extends Range {
  begins: number;
}

/** What is not in ranges, which are in rising order. */
function gapsBetween(ranges: Range[], end: number): Range[] {
  const gaps: Range[] = [];
  let at = 0;
  for (const range of [...ranges, { at: end, length: 0 }]) {
    if (range.at > at) gaps.push({ at, length: range.at - at });
    at = range.at + range.length;
  }
  return gaps;
}

/** Ranges after each other, `width` of their bytes in one. */
function cumulated(ranges: Range[], start: number, width: number): Part[] {
  let begins = start;
  return ranges.map(({ at, length }) => {
    const part = { at, length: length / width, begins };
    begins += part.length;
    return part;
  });
}

/** The parts that have bytes from `from` to `to`. */
function overlapping(parts: Part[], from: number, to: number): Part[] {
  if (to <= from) return [];
  let [low, high] = [0, parts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const part = parts[middle];
    if (part && part.begins + part.length <= from) low = middle + 1;
    else high = middle;
  }
  const found: Part[] = [];
  for (let index = low; index < parts.length; index++) {
    const part = parts[index];
    if (part === undefined || part.begins >= to) break;
    found.push(part);
  }
  return found;
}

/** The new places of ranges that are not shuffled; both lists are in rising order. */
function inContent(ranges: Range[], floats: Range[], start: number): Range[] {
  let [next, before] = [0, 0];
  return ranges.map(({ at, length }) => {
    for (let float = floats[next]; float && float.at < at; float = floats[++next]) {
      before += float.length;
    }
    return { at: start + at - before, length };
  });
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
