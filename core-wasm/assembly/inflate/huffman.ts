/**
 * Canonical Huffman codes as lookup tables: a main table of `root` bits, and below it one more for
 * each prefix whose codes are longer.
 *
 * Like zlib, it refuses over-subscribed codes, and incomplete ones except for a single code of one
 * bit. Source: RFC 1951, section 3.2.2.
 */
import { CODES, COUNTS, SORTED, STARTS } from "../memory";
import { CORRUPT, OK } from "../status";
import { entryOf, NONE, SUBTABLE } from "./entries";

/** Where the symbols of the last table that was built end in `SORTED`. */
export let sortedEnd: usize = SORTED;

/**
 * Builds a table.
 *
 * @param lengths One byte per symbol, 0 for an absent one
 * @param meanings Each symbol's entry without its code
 * @param table Where the entries go
 * @param partial Whether incomplete codes are allowed at all
 */
export function buildTable(
  lengths: usize,
  symbols: u32,
  meanings: usize,
  table: usize,
  root: u32,
  partial: bool,
): i32 {
  memory.fill(COUNTS, 0, 32);
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const at = COUNTS + (<usize> load<u8>(lengths + symbol) << 1);
    store<u16>(at, load<u16>(at) + 1);
  }
  let longest: u32 = 15;
  while (longest > 0 && countOf(longest) == 0) longest--;
  let start: u32 = 0;
  let left: i32 = 1;
  for (let length: u32 = 1; length <= 15; length++) {
    store<u16>(STARTS + (length << 1), <u16> start);
    start += countOf(length);
    left = (left << 1) - <i32> countOf(length);
    if (left < 0) return CORRUPT;
  }
  sortedEnd = SORTED + (<usize> start << 1);
  sort(lengths, symbols);
  if (left > 0) {
    if (!partial || longest > 1) return CORRUPT;
    return buildPartial(meanings, table, root, longest);
  }
  build(meanings, table, root, longest);
  return OK;
}

function countOf(length: u32): u32 {
  return <u32> load<u16>(COUNTS + (length << 1));
}

function sort(lengths: usize, symbols: u32): void {
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const length = <usize> load<u8>(lengths + symbol);
    if (length == 0) continue;
    const at = STARTS + (length << 1);
    const position = <usize> load<u16>(at);
    store<u16>(SORTED + (position << 1), <u16> symbol);
    store<u16>(at, <u16> (position + 1));
  }
}

/** No code, or one of one bit: an error only where a stream uses what is missing. */
function buildPartial(meanings: usize, table: usize, root: u32, longest: u32): i32 {
  const symbol = <usize> load<u16>(SORTED);
  const found = longest == 0 ? NONE | 1 : entryOf(load<u32>(meanings + (symbol << 2)), 1);
  store<u16>(CODES + (symbol << 1), 0);
  for (let at = table, end = table + (4 << root); at < end; at += 8) {
    store<u32>(at, found);
    store<u32>(at, NONE | 1, 4);
  }
  return OK;
}

function build(meanings: usize, table: usize, root: u32, longest: u32): void {
  let next = SORTED;
  let code: u32 = 0; // its first bit lowest, as the stream gives it
  let length: u32 = 1;
  while (countOf(length) == 0) length++;
  // The table of one more bit is the table twice, before the codes of that length go in.
  for (const first = length; length <= root; length++) {
    if (length > first) memory.copy(table + (2 << length), table, 2 << length);
    for (let left = countOf(length); left > 0; left--) {
      const symbol = <usize> load<u16>(next);
      store<u32>(table + (code << 2), entryOf(load<u32>(meanings + (symbol << 2)), length));
      store<u16>(CODES + (symbol << 1), <u16> code);
      next += 2;
      code = codeAfter(code, length);
    }
  }
  const mask: u32 = (1 << root) - 1;
  let prefix: u32 = u32.MAX_VALUE;
  let subtable = table;
  let free = table + (4 << root);
  let width: u32 = 0;
  for (; length <= longest; length++) {
    for (let left = countOf(length); left > 0; left--) {
      if ((code & mask) != prefix) {
        prefix = code & mask;
        // Wide enough for the codes that share this prefix: they fill it exactly.
        width = length - root;
        for (let filled = left; filled < <u32> 1 << width;) {
          width++;
          filled = (filled << 1) + countOf(root + width);
        }
        subtable = free;
        free += <usize> 4 << width;
        store<u32>(table + (prefix << 2), (<u32> subtable << 16) | SUBTABLE | (width << 8) | root);
      }
      const meaning = load<u32>(meanings + (<usize> load<u16>(next) << 2));
      const entry = entryOf(meaning, length - root);
      next += 2;
      for (let slot = code >> root; slot < <u32> 1 << width; slot += 1 << (length - root)) {
        store<u32>(subtable + (slot << 2), entry);
      }
      code = codeAfter(code, length);
    }
  }
}

/**
 * Adds one to a reversed code: the zero that is its lowest digit, its highest bit here, carries.
 */
function codeAfter(code: u32, length: u32): u32 {
  const zeros = code ^ ((1 << length) - 1);
  if (zeros == 0) return 0;
  const bit: u32 = 1 << (31 - clz(zeros));
  return (code & (bit - 1)) | bit;
}
