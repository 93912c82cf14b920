/**
 * Entries of the lookup tables: 32 bits that say what to do with the bits that found them.
 *
 *     literals and lengths  31     24 23     16 15 14 13 12     8  7   6  5        0
 *                           ┌────────┬─────────┬─────┬──┬────────┬───┬───┬──────────┐
 *                           │ length │ literal │ S   │  │ value  │ J │ L │ consumed │
 *                           │ − 3    │         │     │  │ at     │   │   │          │
 *                           └────────┴─────────┴─────┴──┴────────┴───┴───┴──────────┘
 *     distances, subtables  31               16   as above
 *                           │ base or address │
 *
 *  - consumed: bits that the entry uses up, extra bits included. A shift takes its amount modulo
 *    64, so the whole entry serves as the amount;
 *  - value at: where the extra bits begin, counted from `BELOW` bits lower;
 *  - L, a literal; J, a literal and then a length, both in one lookup;
 *  - S, the rare ones: a subtable, whose width is in "value at" and whose address is on top; the end
 *    of the block; bits that are not a code.
 *
 * Which symbol means what: RFC 1951, section 3.2.5.
 */
import { DISTANCE_MEANINGS, LENGTH_MEANINGS } from "../memory";

export const LITERAL: u32 = 0x40;
export const JOINED: u32 = 0x80;
export const SPECIAL: u32 = 0xc000;
export const SUBTABLE: u32 = 0x4000;
export const END: u32 = 0x8000;
export const NONE: u32 = 0xc000;

/** A code of one bit more: it is consumed, and what follows begins one bit later. */
export const ONE_BIT: u32 = 0x101;

/**
 * The fast loop keeps this many used bits below the next one: what it masks out of the bit buffer
 * is then an offset in bytes of four-byte entries, without a shift in the chain from entry to
 * entry.
 */
export const BELOW: u32 = 2;

/** Widths of the main tables in bits: 8 KB and 2 KB, which the first-level cache keeps. */
export const LENGTH_ROOT: u32 = 11;
export const DISTANCE_ROOT: u32 = 9;

/** The entry of a symbol, from its meaning and the length of its code. */
export function entryOf(meaning: u32, length: u32): u32 {
  return meaning + (meaning & LITERAL ? length : length * ONE_BIT);
}

function writeMeanings(): void {
  for (let literal: u32 = 0; literal < 256; literal++) {
    store<u32>(LENGTH_MEANINGS + (literal << 2), (literal << 16) | LITERAL);
  }
  store<u32>(LENGTH_MEANINGS + (256 << 2), END);
  let base: u32 = 0;
  for (let index: u32 = 0; index < 28; index++) {
    const extra: u32 = index < 8 ? 0 : (index >> 2) - 1;
    store<u32>(LENGTH_MEANINGS + ((257 + index) << 2), (base << 24) | (BELOW << 8) | extra);
    base += 1 << extra;
  }
  // The longest match has its own symbol, though the previous one could also encode it.
  store<u32>(LENGTH_MEANINGS + (285 << 2), (255 << 24) | (BELOW << 8));
  store<u64>(LENGTH_MEANINGS + (286 << 2), <u64> NONE << 32 | NONE);
  base = 1;
  for (let index: u32 = 0; index < 30; index++) {
    const extra: u32 = index < 4 ? 0 : (index >> 1) - 1;
    store<u32>(DISTANCE_MEANINGS + (index << 2), (base << 16) | (BELOW << 8) | extra);
    base += 1 << extra;
  }
  store<u64>(DISTANCE_MEANINGS + (30 << 2), <u64> NONE << 32 | NONE);
}
writeMeanings();
