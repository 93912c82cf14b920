/**
 * Messages between the evaluator child and its parent, over stdin and stdout: two little-endian
 * lengths, a JSON header, a binary body. Lengths are bounded before a byte is stored.
 *
 * @module
 */

import { parseBoundedJson } from "../../../protocol/text/bounded_json.ts";

/** No header is longer: requests contain a spec (64 KiB) and little more. */
export const MAX_HEADER = 128 * 1024;
/** Two uint32: bytes of the header, bytes of the body. */
const PREFIX = 8;

/** One message. */
export interface Frame {
  header: unknown;
  body: Uint8Array<ArrayBuffer>;
}

/** A message whose body was not read yet. */
export interface Head {
  header: unknown;
  /** Bytes that follow */
  bodyLength: number;
}

/** Thrown for bytes that cannot be a frame. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

/** The bytes before a body: prefix and header. */
export function encodeHead(header: unknown, bodyLength: number): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(header));
  if (json.length > MAX_HEADER) throw new FrameError(`Header of ${json.length} bytes`);
  if (bodyLength > 0xffffffff) throw new FrameError(`Body of ${bodyLength} bytes`);
  const head = new Uint8Array(PREFIX + json.length);
  const view = new DataView(head.buffer);
  view.setUint32(0, json.length, true);
  view.setUint32(4, bodyLength, true);
  head.set(json, PREFIX);
  return head;
}

/** Reads exactly `length` bytes; returns undefined at an end before the first byte. */
export type ReadExactly = (length: number) => Promise<Uint8Array<ArrayBuffer> | undefined>;

/**
 * Reads one frame.
 *
 * @param maxBody Largest accepted body, bytes
 * @returns undefined if the stream ended between two frames
 * @throws FrameError for lengths out of bounds, a stream cut short or a header that is not JSON
 */
export async function readFrame(read: ReadExactly, maxBody: number): Promise<Frame | undefined> {
  const head = await readHead(read, maxBody);
  if (head === undefined) return undefined;
  const { header, bodyLength } = head;
  const body = bodyLength === 0 ? new Uint8Array(0) : await read(bodyLength);
  if (body === undefined) throw new FrameError("Frame cut short");
  return { header, body };
}

/** Reads a frame up to its body, as `readFrame` does. */
export async function readHead(read: ReadExactly, maxBody: number): Promise<Head | undefined> {
  const prefix = await read(PREFIX);
  if (prefix === undefined) return undefined;
  const view = new DataView(prefix.buffer, prefix.byteOffset);
  const [headerLength, bodyLength] = [view.getUint32(0, true), view.getUint32(4, true)];
  if (headerLength > MAX_HEADER || bodyLength > maxBody) {
    throw new FrameError(`Frame of ${headerLength} and ${bodyLength} bytes`);
  }
  const json = await read(headerLength);
  if (json === undefined) throw new FrameError("Frame cut short");
  try {
    return { header: parseBoundedJson(json), bodyLength };
  } catch {
    throw new FrameError("Frame whose header is not JSON");
  }
}

/** A source that delivers what it has, like a pipe. */
export interface ByteSource {
  /** Fills a part of `buffer`; returns how many bytes, or null at the end */
  read(buffer: Uint8Array<ArrayBuffer>): Promise<number | null>;
}

/** Reads exactly this many bytes from a pipe. */
export function exactly(source: ByteSource): ReadExactly {
  return async (length) => {
    const buffer = new Uint8Array(length);
    for (let filled = 0; filled < length;) {
      const read = await source.read(buffer.subarray(filled));
      if (read === null || read === 0) {
        if (filled === 0) return undefined;
        throw new FrameError("Frame cut short");
      }
      filled += read;
    }
    return buffer;
  };
}
