/**
 * Deflate, by pako: it checks what it reads, in every runtime alike, and its output comes in
 * pieces, so that a bomb is refused before it is there.
 *
 * @module
 */
import { Inflate, type ZStream } from "pako";
import { release } from "./release.ts";

/** What a stream begins with, as zlib's `windowBits` says it. */
export const WRAPPER = { gzip: 15 + 16, none: -15 } as const;

/** Deflate cannot do better: RFC 1951 has at most 258 bytes for two bits. */
const BEST_RATIO = 1_032;
/** Bytes that come at a time. */
const CHUNK = 1 << 20;

/** Content, or why it cannot be had. */
export type Inflated = Uint8Array<ArrayBuffer> | "too-large" | { damaged: string };

class TooLarge extends Error {}

/**
 * Decompresses a whole stream; with `gzip`, one of several members too.
 *
 * @param expected Bytes that are probably inside: so much is set aside at first, if it is possible
 * @param most The most bytes accepted
 */
export function inflate(
  bytes: Uint8Array,
  wrapper: keyof typeof WRAPPER,
  expected: number,
  most: number,
): Inflated {
  let content = new Uint8Array(Math.min(expected, most, BEST_RATIO * bytes.length));
  let length = 0;
  const inflater = new Inflate({ windowBits: WRAPPER[wrapper], chunkSize: CHUNK });
  let stream: ZStream | undefined;
  inflater.onStart = (started: ZStream) => stream = started;
  inflater.onData = (part: Uint8Array) => {
    const needed = length + part.length;
    if (needed > most) throw new TooLarge();
    if (needed > content.length) content = grown(content, needed, most);
    content.set(part, length);
    length = needed;
    // The collector would free these pieces too late.
    release(part);
  };
  try {
    inflater.push(bytes, true);
  } catch (error) {
    if (error instanceof TooLarge) return "too-large";
    throw error;
  }
  if (inflater.err !== 0) {
    return { damaged: inflater.err === -5 ? "it ends too early" : String(inflater.msg) };
  }
  if (stream?.avail_in !== 0) return { damaged: "something follows its end" };
  return length === content.length ? content : content.subarray(0, length);
}

/** The first bytes of a stream's content: fewer if it is short or cut off. */
export function inflateHead(
  bytes: Uint8Array,
  wrapper: keyof typeof WRAPPER,
  length: number,
): Uint8Array {
  let head = new Uint8Array(0);
  const inflater = new Inflate({ windowBits: WRAPPER[wrapper], chunkSize: length });
  inflater.onData = (part: Uint8Array) => {
    head = Uint8Array.from(part);
    throw new TooLarge();
  };
  try {
    // What is left over may be damaged, but does not matter here.
    inflater.push(bytes, SYNC_FLUSH);
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
  }
  return head;
}

/** Gives what there is, though more may follow. */
const SYNC_FLUSH = 2;

function grown(content: Uint8Array, needed: number, most: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(most, Math.max(needed, 2 * content.length)));
  larger.set(content);
  return larger;
}
