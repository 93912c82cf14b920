/**
 * A zlib stream with block boundaries where the content changes: an architecture is repetitive
 * text, weights are noise whose bytes are not equally frequent. zlib's own encoder cuts after a
 * number of symbols and searches for copies everywhere.
 *
 * @module
 */
import { BitWriter } from "./bit_writer.ts";
import { blockBits, type Counts, countTokens, joined, writeBlock } from "./block.ts";
import { copies, literals, type Tokens } from "./tokens.ts";

/** A run of the content. */
export interface Segment {
  from: number;
  to: number;
  /** Whether it is repetitive, so that copies are worth searching */
  text: boolean;
}

interface Block extends Segment {
  counts: Counts;
  bits: number;
}

/** Weights are handled in pieces of this many bytes; similar neighbours share a block. */
const PIECE = 32_768;
/** Text is searched for copies within pieces of this many bytes, at every position. */
const TEXT = 65_536;
/** The most bytes of a stored block, which costs its header and five bytes. */
const STORED = 65_535;

/**
 * Compresses.
 *
 * @param segments Cover the content without a gap, in order
 * @param adler32 The checksum of the content
 */
export function zlibStream(
  content: Uint8Array,
  segments: Segment[],
  adler32: number,
): Uint8Array<ArrayBuffer> {
  const out = new BitWriter(content.length + 64);
  // Deflate with a window of 32 KB, slowest: RFC 1950, section 2.2.
  out.put(0x78, 8);
  out.put(0xda, 8);
  if (content.length === 0) writeBlock(out, new Uint32Array(), true);
  const blocks = merged(segments.flatMap((segment) => pieces(content, segment)));
  blocks.forEach((block, index) => {
    const bytes = content.subarray(block.from, block.to);
    const last = index === blocks.length - 1;
    if (storedBits(out, bytes.length) < block.bits) writeStored(out, bytes, last);
    else writeBlock(out, tokensOf(content, block), last);
  });
  out.align();
  for (const shift of [24, 16, 8, 0]) out.put((adler32 >>> shift) & 255, 8);
  return out.finish();
}

function tokensOf(content: Uint8Array, { from, to, text }: Segment): Tokens {
  return text ? copies(content, from, to) : literals(content.subarray(from, to));
}

function pieces(content: Uint8Array, segment: Segment): Block[] {
  const made: Block[] = [];
  const step = segment.text ? TEXT : PIECE;
  for (let from = segment.from; from < segment.to; from += step) {
    const to = Math.min(segment.to, from + step);
    const plain = measured(content, { from, to, text: false });
    const found = segment.text ? measured(content, { from, to, text: true }) : plain;
    made.push(found.bits < plain.bits ? found : plain);
  }
  return made;
}

function measured(content: Uint8Array, segment: Segment): Block {
  const counts = countTokens(tokensOf(content, segment));
  return { ...segment, counts, bits: blockBits(counts) };
}

/** Joins neighbours while one block for both is smaller. */
function merged(blocks: Block[]): Block[] {
  const kept: Block[] = [];
  for (let block of blocks) {
    for (let before = kept.at(-1); before; before = kept.at(-1)) {
      if (before.text || block.text) break;
      const counts = joined(before.counts, block.counts);
      const bits = blockBits(counts);
      if (bits > before.bits + block.bits) break;
      block = { from: before.from, to: block.to, text: false, counts, bits };
      kept.pop();
    }
    kept.push(block);
  }
  return kept;
}

function storedBits(out: BitWriter, length: number): number {
  return 8 * length + 40 * Math.ceil(length / STORED) + out.unfilled;
}

function writeStored(out: BitWriter, bytes: Uint8Array, last: boolean): void {
  for (let from = 0; from < bytes.length; from += STORED) {
    const part = bytes.subarray(from, from + STORED);
    out.put(last && from + STORED >= bytes.length ? 1 : 0, 1);
    out.put(0, 2);
    out.align();
    out.put(part.length, 16);
    out.put(~part.length & 0xffff, 16);
    out.bytes(part);
  }
}
