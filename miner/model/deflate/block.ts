/**
 * One block of deflate with its own codes, and its cost: RFC 1951, section 3.2.7.
 *
 * @module
 */
import type { BitWriter } from "./bit_writer.ts";
import { codeLengths, codesOf } from "./huffman.ts";
import { distanceSymbol, lengthSymbol } from "./symbols.ts";
import { COPY, type Tokens } from "./tokens.ts";

const END = 256;
const LONGEST_CODE = 15;
/** Codes of code lengths have at most 7 bits. */
const LONGEST_META = 7;
const META_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const META_EXTRA: Record<number, number> = { 16: 2, 17: 3, 18: 7 };

/** How often each symbol occurs in a block. */
export interface Counts {
  literals: Uint32Array;
  distances: Uint32Array;
  /** Bits that follow symbols */
  extra: number;
}

/** Counts the symbols of some tokens. */
export function countTokens(tokens: Tokens): Counts {
  const counts = {
    literals: new Uint32Array(286),
    distances: new Uint32Array(30),
    extra: 0,
  };
  counts.literals[END] = 1;
  for (const token of tokens) {
    if (token < COPY) {
      counts.literals[token]!++;
      continue;
    }
    const [length, distance] = [lengthSymbol(lengthOf(token)), distanceSymbol(distanceOf(token))];
    counts.literals[length.symbol]!++;
    counts.distances[distance.symbol]!++;
    counts.extra += length.bits + distance.bits;
  }
  return counts;
}

/** Counts bytes that become literals, each. */
export function countBytes(bytes: Uint8Array): Counts {
  const literals = new Uint32Array(286);
  for (let i = 0; i < bytes.length; i++) literals[bytes[i] as number]!++;
  literals[END] = 1;
  return { literals, distances: new Uint32Array(30), extra: 0 };
}

/** The sum of the counts of two blocks. */
export function joined(a: Counts, b: Counts): Counts {
  const sums = (a: Uint32Array, b: Uint32Array) => a.map((count, symbol) => count + b[symbol]!);
  const literals = sums(a.literals, b.literals);
  literals[END] = 1;
  return {
    literals,
    distances: sums(a.distances, b.distances),
    extra: a.extra + b.extra,
  };
}

/** A block's codes: lengths, and their encoding in the block. */
interface Plan {
  literals: Uint8Array;
  distances: Uint8Array;
  /** Run-length symbols of both, with the value of their extra bits */
  told: [symbol: number, extra: number][];
  meta: Uint8Array;
  metaCount: number;
}

function planOf({ literals, distances }: Counts): Plan {
  const literalLengths = codeLengths(literals, LONGEST_CODE);
  const distanceLengths = codeLengths(distances, LONGEST_CODE);
  // One distance code is required even without copies.
  if (distanceLengths.every((length) => length === 0)) distanceLengths[0] = 1;
  const cut = (lengths: Uint8Array, least: number) => {
    let end = lengths.length;
    while (end > least && lengths[end - 1] === 0) end--;
    return lengths.subarray(0, end);
  };
  const [shown, shownDistances] = [cut(literalLengths, 257), cut(distanceLengths, 1)];
  const told = runs(Uint8Array.from([...shown, ...shownDistances]));
  const metaCounts = new Uint32Array(19);
  for (const [symbol] of told) metaCounts[symbol]!++;
  const meta = codeLengths(metaCounts, LONGEST_META);
  const metaCount = Math.max(4, 1 + META_ORDER.findLastIndex((symbol) => meta[symbol] !== 0));
  return { literals: shown, distances: shownDistances, told, meta, metaCount };
}

/** Repeats of a length, and of zeros, as one symbol. */
function runs(lengths: Uint8Array): [number, number][] {
  const told: [number, number][] = [];
  for (let at = 0; at < lengths.length;) {
    const length = lengths[at]!;
    let run = 1;
    while (at + run < lengths.length && lengths[at + run] === length) run++;
    at += run;
    if (length === 0) {
      for (; run >= 11; run -= Math.min(run, 138)) told.push([18, Math.min(run, 138) - 11]);
      if (run >= 3) {
        told.push([17, run - 3]);
        run = 0;
      }
    } else {
      told.push([length, 0]);
      run--;
      for (; run >= 3; run -= Math.min(run, 6)) told.push([16, Math.min(run, 6) - 3]);
    }
    for (; run > 0; run--) told.push([length, 0]);
  }
  return told;
}

/** The size in bits of a block of these symbols. */
export function blockBits(counts: Counts): number {
  const plan = planOf(counts);
  let bits = 3 + 14 + 3 * plan.metaCount + counts.extra;
  for (const [symbol] of plan.told) bits += plan.meta[symbol]! + (META_EXTRA[symbol] ?? 0);
  const add = (lengths: Uint8Array, counts: Uint32Array) =>
    lengths.forEach((length, symbol) => bits += length * counts[symbol]!);
  add(plan.literals, counts.literals);
  add(plan.distances, counts.distances);
  return bits;
}

/** A block's content: tokens, or the pieces of bytes that are all literals. */
export type Body = { tokens: Tokens } | { bytes: Iterable<Uint8Array> };

/** Bytes that a block takes at most before its body, and for each piece of it: 64 KB of tokens. */
const LARGEST_HEAD = 1_024;
const LARGEST_PIECE = 65_536 * 6;

/** Writes a block. */
export function writeBlock(out: BitWriter, counts: Counts, body: Body, last: boolean): void {
  const plan = planOf(counts);
  out.room(LARGEST_HEAD);
  out.put(last ? 1 : 0, 1);
  out.put(2, 2);
  out.put(plan.literals.length - 257, 5);
  out.put(plan.distances.length - 1, 5);
  out.put(plan.metaCount - 4, 4);
  for (const symbol of META_ORDER.slice(0, plan.metaCount)) out.put(plan.meta[symbol] ?? 0, 3);
  const putMeta = inCodes(out, plan.meta);
  for (const [symbol, extra] of plan.told) {
    putMeta(symbol);
    out.put(extra, META_EXTRA[symbol] ?? 0);
  }
  const put = inCodes(out, plan.literals);
  if ("bytes" in body) {
    const codes = codesOf(plan.literals);
    for (const bytes of body.bytes) {
      out.room(LARGEST_PIECE);
      out.codes(bytes, codes, plan.literals);
    }
  } else {
    const putDistance = inCodes(out, plan.distances);
    out.room(LARGEST_PIECE);
    for (const token of body.tokens) {
      if (token < COPY) {
        put(token);
        continue;
      }
      const length = lengthSymbol(lengthOf(token));
      const distance = distanceSymbol(distanceOf(token));
      put(length.symbol);
      out.put(length.extra, length.bits);
      putDistance(distance.symbol);
      out.put(distance.extra, distance.bits);
    }
  }
  out.room(LARGEST_HEAD);
  put(END);
}

/** Writes symbols in the codes of these lengths. */
function inCodes(out: BitWriter, lengths: Uint8Array): (symbol: number) => void {
  const codes = codesOf(lengths);
  return (symbol) => out.put(codes[symbol]!, lengths[symbol]!);
}

function lengthOf(token: number): number {
  return (token >>> 16) & 0x7fff;
}

/** The largest distance, 32,768, still fits into 16 bits: nothing is lost. */
function distanceOf(token: number): number {
  return token & 0xffff;
}
