/**
 * Canonical Huffman codes as look-up tables: a primary table of `root` bits, and below it one more
 * table for each prefix whose codes are longer.
 *
 * An entry is 32 bits:
 *
 *     31      16 15     8 7      0
 *     ┌─────────┬────────┬────────┐
 *     │ value   │ kind   │ bits   │   bits: to take from the stream for this entry
 *     └─────────┴────────┴────────┘
 *
 *     kind LITERAL   value is the byte
 *     kind END       end of block
 *     kind TABLE     value is the subtable's first entry, kind's low bits its width
 *     kind NONE      no code has these bits
 *     otherwise      value is the base, kind the number of extra bits
 *
 * Which codes are refused follows zlib: over-subscribed ones, and incomplete ones but for a single
 * code of one bit. Source: RFC 1951, section 3.2; Mark Adler's inftrees.c for the choice of widths.
 */
import { CORRUPT, OK } from "../status";

export const LITERAL: u32 = 0x80;
export const END: u32 = 0x40;
export const TABLE: u32 = 0x20;
export const NONE: u32 = 0x10;

/** Which alphabet a table decodes. */
export const CODE_LENGTHS: i32 = 0;
export const LENGTHS: i32 = 1;
export const DISTANCES: i32 = 2;

/** Widths of the primary tables: two look-ups decode a symbol in all but rare cases. */
export const LENGTH_ROOT: u32 = 11;
export const DISTANCE_ROOT: u32 = 8;
export const CODE_ROOT: u32 = 7;

/** Most entries that any complete code needs, by Mark Adler's `enough` for these widths. */
export const LENGTH_ENTRIES: usize = 2342;
export const DISTANCE_ENTRIES: usize = 402;

const LENGTH_BASE = memory.data<u16>([
  3,
  4,
  5,
  6,
  7,
  8,
  9,
  10,
  11,
  13,
  15,
  17,
  19,
  23,
  27,
  31,
  35,
  43,
  51,
  59,
  67,
  83,
  99,
  115,
  131,
  163,
  195,
  227,
  258,
]);
const LENGTH_EXTRA = memory.data<u8>([
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  1,
  1,
  1,
  1,
  2,
  2,
  2,
  2,
  3,
  3,
  3,
  3,
  4,
  4,
  4,
  4,
  5,
  5,
  5,
  5,
  0,
]);
const DISTANCE_BASE = memory.data<u16>([
  1,
  2,
  3,
  4,
  5,
  7,
  9,
  13,
  17,
  25,
  33,
  49,
  65,
  97,
  129,
  193,
  257,
  385,
  513,
  769,
  1025,
  1537,
  2049,
  3073,
  4097,
  6145,
  8193,
  12289,
  16385,
  24577,
]);
const DISTANCE_EXTRA = memory.data<u8>([
  0,
  0,
  0,
  0,
  1,
  1,
  2,
  2,
  3,
  3,
  4,
  4,
  5,
  5,
  6,
  6,
  7,
  7,
  8,
  8,
  9,
  9,
  10,
  10,
  11,
  11,
  12,
  12,
  13,
  13,
]);

/** Codes of each length, and where each length's symbols begin among the sorted ones. */
const COUNTS = memory.data(16 * 2, 2);
const STARTS = memory.data(16 * 2, 2);
const SORTED = memory.data(320 * 2, 2);

/** Kind and value of a symbol, the upper 24 bits of its entry. */
// @ts-ignore: decorator

function meaning(alphabet: i32, symbol: u32): u32 {
  if (alphabet == CODE_LENGTHS) return symbol << 16;
  if (alphabet == LENGTHS) {
    if (symbol < 256) return (symbol << 16) | (LITERAL << 8);
    if (symbol == 256) return END << 8;
    if (symbol > 285) return NONE << 8;
    const index = <usize> (symbol - 257);
    return (<u32> load<u16>(LENGTH_BASE + (index << 1)) << 16) |
      (<u32> load<u8>(LENGTH_EXTRA + index) << 8);
  }
  if (symbol > 29) return NONE << 8;
  return (<u32> load<u16>(DISTANCE_BASE + (<usize> symbol << 1)) << 16) |
    (<u32> load<u8>(DISTANCE_EXTRA + <usize> symbol) << 8);
}

/**
 * Builds a table.
 *
 * @param lengths One byte a symbol, 0 for an absent one
 * @param symbols How many
 * @param table Where the entries go
 * @param root Width of the primary table in bits
 */
export function buildTable(
  alphabet: i32,
  lengths: usize,
  symbols: u32,
  table: usize,
  root: u32,
): i32 {
  memory.fill(COUNTS, 0, 32);
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const at = COUNTS + (<usize> load<u8>(lengths + symbol) << 1);
    store<u16>(at, load<u16>(at) + 1);
  }
  let longest: u32 = 15;
  while (longest > 0 && load<u16>(COUNTS + (<usize> longest << 1)) == 0) longest--;
  const size: u32 = 1 << root;
  for (let i: u32 = 0; i < size; i++) store<u32>(table + (<usize> i << 2), (NONE << 8) | 1);
  if (longest == 0) return OK; // no code at all: an error only if one is read

  let left: i32 = 1;
  for (let length: u32 = 1; length <= 15; length++) {
    left = (left << 1) - <i32> load<u16>(COUNTS + (<usize> length << 1));
    if (left < 0) return CORRUPT;
  }
  if (left > 0 && (alphabet == CODE_LENGTHS || longest != 1)) return CORRUPT;

  store<u16>(STARTS + 2, 0);
  for (let length: usize = 1; length < 15; length++) {
    store<u16>(
      STARTS + ((length + 1) << 1),
      load<u16>(STARTS + (length << 1)) + load<u16>(COUNTS + (length << 1)),
    );
  }
  let total: u32 = 0;
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const length = <usize> load<u8>(lengths + symbol);
    if (length == 0) continue;
    const start = STARTS + (length << 1);
    const position = load<u16>(start);
    store<u16>(SORTED + (<usize> position << 1), <u16> symbol);
    store<u16>(start, position + 1);
    total++;
  }

  let code: u32 = 0; // bit-reversed, as the stream gives it
  let next = size; // the first entry that no table uses yet
  let prefix: u32 = u32.MAX_VALUE;
  let base = 0 as u32; // the current subtable
  let width: u32 = 0;
  for (let index: u32 = 0; index < total; index++) {
    const symbol = <u32> load<u16>(SORTED + (<usize> index << 1));
    const length = <u32> load<u8>(lengths + symbol);
    const upper = meaning(alphabet, symbol);
    if (length <= root) {
      const step: u32 = 1 << length;
      for (let slot = code; slot < size; slot += step) {
        store<u32>(table + (<usize> slot << 2), upper | length);
      }
    } else {
      const low = code & (size - 1);
      if (low != prefix) {
        prefix = low;
        // Wide enough for all codes that can still share this prefix.
        width = length - root;
        let room = <i32> (1 << width);
        while (width + root < longest) {
          room -= <i32> load<u16>(COUNTS + (<usize> (width + root) << 1));
          if (room <= 0) break;
          width++;
          room <<= 1;
        }
        base = next;
        next += 1 << width;
        store<u32>(table + (<usize> low << 2), (base << 16) | ((TABLE | width) << 8) | root);
      }
      const step: u32 = 1 << (length - root);
      for (let slot = code >> root; slot < <u32> (1 << width); slot += step) {
        store<u32>(table + (<usize> (base + slot) << 2), upper | (length - root));
      }
    }
    // What remains of this length decides how wide the next subtable must be.
    const remaining = COUNTS + (<usize> length << 1);
    store<u16>(remaining, load<u16>(remaining) - 1);
    // Add one to the reversed code; a longer code that follows has its new bits, the later ones, 0.
    let bit: u32 = 1 << (length - 1);
    while (code & bit) bit >>= 1;
    code = bit == 0 ? 0 : (code & (bit - 1)) + bit;
  }
  return OK;
}
