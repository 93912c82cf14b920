/**
 * Adler-32 of bytes that are read in pieces: RFC 1950, section 8.
 *
 * @module
 */

const MODULUS = 65_521;

/**
 * The checksum of two pieces after each other.
 *
 * @param before Of the first
 * @param after Of the second alone
 * @param length Bytes of the second
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { addAdler32 } from "./adler32.ts";
 *
 * // Of "Wiki" and "pedia", and of both.
 * assertEquals(addAdler32(0x3da0195, 0x6280204, 5), 0x11e60398);
 * ```
 */
export function addAdler32(before: number, after: number, length: number): number {
  const a = ((before & 0xffff) + (after & 0xffff) - 1 + MODULUS) % MODULUS;
  // Every byte of the second piece also counts what the first has added to a.
  const carried = (length % MODULUS) * ((before & 0xffff) - 1 + MODULUS);
  const b = ((before >>> 16) + (after >>> 16) + carried) % MODULUS;
  return ((b << 16) | a) >>> 0;
}
