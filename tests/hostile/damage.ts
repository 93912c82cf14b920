/**
 * Damage to bytes: bits, bytes, lengths, parts.
 *
 * @module
 */
import { pick, type Random } from "./mutate.ts";

/** A whole number from 0 to below `count`. */
export function below(next: Random, count: number): number {
  return Math.floor(next() * count);
}

/** Random bytes. */
export function noise(next: Random, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, () => below(next, 256));
}

/** Bytes that may look like the ends of lengths, texts and types. */
const ODD = [0, 1, 0x22, 0x2c, 0x0a, 0x0d, 0x2d, 0x7f, 0x80, 0xc0, 0xe2, 0xff];

const WAYS: ((next: Random, bytes: Uint8Array) => Uint8Array)[] = [
  (_, bytes) => bytes,
  (next, bytes) => bytes.with(below(next, bytes.length), below(next, 256)),
  (next, bytes) => bytes.with(below(next, bytes.length), pick(next, ODD)),
  (next, bytes) => {
    const at = below(next, bytes.length);
    return bytes.with(at, bytes[at]! ^ 1 << below(next, 8));
  },
  (next, bytes) => bytes.slice(0, below(next, bytes.length)),
  (next, bytes) => bytes.slice(below(next, bytes.length)),
  (next, bytes) => joined(bytes, noise(next, 1 + below(next, 8))),
  (next, bytes) => {
    const [from, at] = [below(next, bytes.length), below(next, bytes.length)];
    const part = bytes.slice(from, from + below(next, 32));
    return joined(bytes.slice(0, at), part, bytes.slice(at));
  },
];

/** Damages bytes in one to three ways; one in eight is none. */
export function damaged(next: Random, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  let result = bytes;
  for (let count = 1 + below(next, 3); count > 0 && result.length > 0; count--) {
    result = pick(next, WAYS)(next, result);
  }
  return Uint8Array.from(result);
}

/** Bytes one after the other. */
export function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
