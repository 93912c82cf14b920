/**
 * A zlib stream with block boundaries where the content changes: an architecture is repetitive
 * text, weights are noise whose bytes are not equally frequent. zlib's own encoder cuts after a
 * number of symbols and searches for copies everywhere.
 *
 * The content is read twice in pieces, first to plan the blocks and then to write them, so that
 * only the stream takes more memory.
 *
 * @module
 */
import { BitWriter, type Sink } from "./bit_writer.ts";
import { blockBits, countBytes, type Counts, countTokens, joined, writeBlock } from "./block.ts";
import { addAdler32 } from "./adler32.ts";
import { copies, type Tokens, WINDOW } from "./tokens.ts";

/** A run of the content. */
export interface Segment {
  from: number;
  to: number;
  /** Whether it is repetitive, so that copies are worth searching */
  text: boolean;
}

/** What is compressed. */
export interface Content {
  length: number;
  /** They cover it without a gap, in order */
  segments: Segment[];
  /** The bytes of a piece */
  read(from: number, to: number): Uint8Array;
}

interface Block extends Segment {
  /** Whether its tokens have copies */
  copied: boolean;
  /** Whether it is weights, although it may have copies */
  noise: boolean;
  counts: Counts;
  bits: number;
}

/** Weights are handled in pieces of this many bytes; similar neighbours share a block. */
const PIECE = 32_768;
/** The same in a long content: what a finer cut would gain is less than 0.1 %. */
const LONG_PIECE = 131_072;
const LONG = 4_194_304;
/** Text is searched for copies within pieces of this many bytes, at every position. */
const TEXT = 65_536;
/**
 * How many earlier places are compared for each copy: in a short text all that matter, in a long
 * one as many as zlib at level 7.
 */
const TRIES = 4_096;
const LONG_TEXT = 131_072;
const LONG_TRIES = 256;
/** In weights, whose bytes have thousands of short copies that are no better than the first. */
const WEIGHT_TRIES = 32;
/**
 * Weights are noise, in which copies are rare, but pruned ones repeat. The start of each piece
 * tells: copies that save less than a fiftieth of it are chance.
 */
const PROBE = 8_192;
const PROBE_TRIES = 8;
const PROBE_SHARE = 0.98;
/** The most bytes of a stored block, which costs its header and five bytes. */
const STORED = 65_535;
/** Header and checksum: RFC 1950, section 2.2. */
const WRAP = 6;

/** A stream whose blocks are planned. */
export interface Planned {
  /** Bytes that it will have */
  length: number;
  /**
   * Writes it.
   *
   * @param before Bytes to write before it, so that the stream need not be copied
   * @param sink Is given all bytes; without one they are returned
   */
  write(before: Uint8Array, sink?: Sink): Uint8Array<ArrayBuffer>;
}

/**
 * Plans a stream: where its blocks begin, and what they take.
 *
 * @param adler32 The checksum of some bytes
 */
export function planStream(content: Content, adler32: (bytes: Uint8Array) => number): Planned {
  const tries = triesFor(content);
  let checksum = 1;
  const blocks = merged(
    content.segments.flatMap((segment) =>
      stretches(segment, content.length).map(({ from, to }) => {
        const bytes = content.read(from, to);
        checksum = addAdler32(checksum, adler32(bytes), bytes.length);
        return measured(content, { from, to, text: segment.text }, tries);
      })
    ),
  );
  const length = sizeOf(blocks);
  return {
    length,
    write: (before, sink) => {
      const out = new BitWriter(before.length + length, sink);
      out.bytes(before);
      // Deflate with a window of 32 KB, slowest.
      out.put(0x78, 8);
      out.put(0xda, 8);
      writeBlocks(out, content, blocks, tries);
      out.align();
      for (const shift of [24, 16, 8, 0]) out.put((checksum >>> shift) & 255, 8);
      return out.finish();
    },
  };
}

function writeBlocks(out: BitWriter, content: Content, blocks: Block[], tries: number): void {
  let at = 0;
  blocks.forEach((block, index) => {
    const last = index === blocks.length - 1;
    const { from, to, counts, bits, copied } = block;
    if (storedEnd(at, to - from) < at + bits) {
      writeStored(out, content, block, last);
      at = storedEnd(at, to - from);
      return;
    }
    const body = copied
      ? { tokens: tokensOf(content, block, tries) }
      : { bytes: inPieces(content, block) };
    writeBlock(out, counts, body, last);
    at += bits;
  });
}

/**
 * The approximate length of the stream, from a few pieces spread over each kind of content: about
 * two megabytes are read, however long it is.
 */
export function estimatedLength(content: Content): number {
  const tries = content.length > LONG_TEXT ? ESTIMATE_TRIES : TRIES;
  let bits = 8 * WRAP;
  for (const text of [true, false]) {
    const segments = content.segments.filter((segment) => segment.text === text);
    const total = segments.reduce((sum, { from, to }) => sum + to - from, 0);
    const sampled = text ? SAMPLED_TEXT : SAMPLED;
    const whole = total <= sampled;
    const piece = whole ? (text ? TEXT : PIECE) : (text ? PIECE / 8 : PIECE);
    const taken = spread(segments.flatMap((segment) => cut(segment, piece)), total, sampled);
    const blocks = taken.map(({ from, to }) => measured(content, { from, to, text }, tries));
    const found = (whole ? merged(blocks) : inBlocks(blocks, text ? TEXT : LONG_PIECE))
      .reduce((sum, { bits, from, to }) => sum + Math.min(bits, storedEnd(0, to - from)), 0);
    const read = taken.reduce((sum, { from, to }) => sum + to - from, 0);
    if (read > 0) bits += found * total / read;
  }
  return Math.ceil(bits / 8);
}

/** How many bytes an estimate reads of weights, and of text, which takes longer. */
const SAMPLED = 2_097_152;
const SAMPLED_TEXT = 524_288;
const ESTIMATE_TRIES = 32;

/** A run of bytes. */
type Stretch = Pick<Segment, "from" | "to">;

/** Stretches of about `wanted` bytes of the `total`, evenly spread. */
function spread(all: Stretch[], total: number, wanted: number): Stretch[] {
  const step = Math.max(1, total / wanted);
  let [passed, next] = [0, 0];
  return all.filter(({ from, to }) => {
    passed += to - from;
    if (passed <= next) return false;
    next += step * (to - from);
    return true;
  });
}

/** Samples of a content joined as if they were neighbours, so that they share their codes. */
function inBlocks(blocks: Block[], longest: number): Block[] {
  const made: Block[] = [];
  for (const block of blocks) {
    const before = made.at(-1);
    const length = block.to - block.from;
    if (before === undefined || before.to - before.from + length > longest) {
      made.push({ ...block, from: 0, to: length });
      continue;
    }
    before.counts = joined(before.counts, block.counts);
    before.to += length;
  }
  return made.map((block) => ({ ...block, bits: blockBits(block.counts) }));
}

function triesFor({ segments }: Content): number {
  const text = segments.reduce((sum, { from, to, text }) => sum + (text ? to - from : 0), 0);
  return text > LONG_TEXT ? LONG_TRIES : TRIES;
}

/** A segment in the pieces in which it is measured. */
function stretches(segment: Segment, whole: number): Stretch[] {
  return cut(segment, segment.text ? TEXT : whole > LONG ? LONG_PIECE : PIECE);
}

function cut({ from, to }: Segment, longest: number): Stretch[] {
  // A content without a byte still needs a block.
  if (from === to) return [{ from, to }];
  const made = [];
  for (let at = from; at < to; at += longest) {
    made.push({ from: at, to: Math.min(to, at + longest) });
  }
  return made;
}

function measured(content: Content, segment: Segment, tries: number): Block {
  const { from, to } = segment;
  const bytes = content.read(from, to);
  const counts = countBytes(bytes);
  const noise = !segment.text;
  const plain = { from, to, text: false, copied: false, noise, counts, bits: blockBits(counts) };
  if (!segment.text && !repeats(bytes)) return plain;
  const copiedCounts = countTokens(tokensOf(content, { from, to, noise }, tries));
  const bits = blockBits(copiedCounts);
  return bits < plain.bits
    ? { from, to, text: true, copied: true, noise, counts: copiedCounts, bits }
    : plain;
}

function repeats(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, PROBE);
  const bits = blockBits(countTokens(copies(start, 0, PROBE_TRIES)));
  return bits < PROBE_SHARE * Math.min(blockBits(countBytes(start)), 8 * start.length);
}

/** A piece's tokens: copies reach back into what is before it. */
function tokensOf(
  content: Content,
  { from, to, noise }: Pick<Block, "from" | "to" | "noise">,
  tries: number,
): Tokens {
  const start = Math.max(0, from - WINDOW);
  return copies(content.read(start, to), from - start, noise ? WEIGHT_TRIES : tries);
}

function* inPieces(content: Content, { from, to }: Segment): Generator<Uint8Array> {
  for (let at = from; at < to; at += TEXT) yield content.read(at, Math.min(to, at + TEXT));
}

/** Joins neighbours while one block for both is smaller. */
function merged(blocks: Block[]): Block[] {
  const kept: Block[] = [];
  for (let block of blocks) {
    for (let before = kept.at(-1); before; before = kept.at(-1)) {
      if (before.copied || block.copied) break;
      const counts = joined(before.counts, block.counts);
      const bits = blockBits(counts);
      if (bits > before.bits + block.bits) break;
      const { from } = before;
      block = { ...block, from, text: false, copied: false, counts, bits };
      kept.pop();
    }
    kept.push(block);
  }
  return kept;
}

/** Bytes of a stream of these blocks. */
function sizeOf(blocks: Block[]): number {
  let at = 0;
  for (const { from, to, bits } of blocks) at = Math.min(at + bits, storedEnd(at, to - from));
  return Math.ceil(at / 8) + WRAP;
}

/** The bit at which stored blocks end that begin at one. */
function storedEnd(at: number, length: number): number {
  const chunks = Math.max(1, Math.ceil(length / STORED));
  const first = 8 * Math.ceil((at + 3) / 8) + 32;
  return first + 8 * length + 40 * (chunks - 1);
}

function writeStored(out: BitWriter, content: Content, { from, to }: Segment, last: boolean): void {
  for (let at = from; at < to || at === from; at += STORED) {
    const part = content.read(at, Math.min(to, at + STORED));
    out.room(STORED + 8);
    out.put(last && at + STORED >= to ? 1 : 0, 1);
    out.put(0, 2);
    out.align();
    out.put(part.length, 16);
    out.put(~part.length & 0xffff, 16);
    out.bytes(part);
  }
}
