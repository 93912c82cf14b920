/** The tables of a block: those that the format fixes, and those that a block brings. */
import {
  CODE_LENGTHS,
  DISTANCE_MEANINGS,
  DISTANCE_TABLE,
  LENGTH_MEANINGS,
  LENGTH_TABLE,
} from "../memory";
import { CORRUPT, OK, TRUNCATED } from "../status";
import { DISTANCE_ROOT, LENGTH_ROOT } from "./entries";
import { buildTable } from "./huffman";
import { joinLiterals } from "./join";
import { need, Stream, take } from "./stream";

/** The longest code of the code that sends code lengths. */
const CODE_ROOT: u32 = 7;
/** The order in which a block sends the lengths of that code. */
// deno-fmt-ignore
const ORDER = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);
const CODE_SYMBOLS: u32 = 19;
/** Symbols of the code lengths that repeat: the last one, and zero, a few times or more. */
const REPEAT_LAST: u32 = 16;
const REPEAT_ZERO: u32 = 17;

/** RFC 1951, section 3.2.6. */
export function fixedTables(): i32 {
  memory.fill(CODE_LENGTHS, 8, 144);
  memory.fill(CODE_LENGTHS + 144, 9, 112);
  memory.fill(CODE_LENGTHS + 256, 7, 24);
  memory.fill(CODE_LENGTHS + 280, 8, 8);
  memory.fill(CODE_LENGTHS + 288, 5, 32);
  return buildBoth(288, 32);
}

/** RFC 1951, section 3.2.7. */
export function dynamicTables(): i32 {
  if (!need(14)) return TRUNCATED;
  const lengths = take(5) + 257;
  const distances = take(5) + 1;
  const codes = take(4) + 4;
  if (lengths > 286 || distances > 30) return CORRUPT;
  memory.fill(CODE_LENGTHS, 0, CODE_SYMBOLS);
  for (let index: u32 = 0; index < codes; index++) {
    if (!need(3)) return TRUNCATED;
    store<u8>(CODE_LENGTHS + <usize> load<u8>(ORDER + index), <u8> take(3));
  }
  // A code length is what a literal is: a symbol that means itself. Its table lies where that of the
  // distances will, once this one is done with.
  const table = DISTANCE_TABLE;
  let status = buildTable(CODE_LENGTHS, CODE_SYMBOLS, LENGTH_MEANINGS, table, CODE_ROOT, false);
  if (status != OK) return status;
  status = readCodeLengths(table, lengths + distances);
  if (status != OK) return status;
  if (load<u8>(CODE_LENGTHS + 256) == 0) return CORRUPT; // a block that cannot end
  return buildBoth(lengths, distances);
}

function readCodeLengths(table: usize, total: u32): i32 {
  for (let index: u32 = 0; index < total;) {
    need(14); // the longest code and its extra bits; at the stream's end there may be fewer
    const entry = load<u32>(table + (<usize> (<u32> Stream.bits & ((1 << CODE_ROOT) - 1)) << 2));
    const width = entry & 63;
    if (width > Stream.count) return TRUNCATED;
    take(width);
    const symbol = entry >> 16;
    if (symbol < REPEAT_LAST) {
      store<u8>(CODE_LENGTHS + index++, <u8> symbol);
      continue;
    }
    const extra: u32 = symbol == REPEAT_LAST ? 2 : symbol == REPEAT_ZERO ? 3 : 7;
    if (extra > Stream.count) return TRUNCATED;
    const times = take(extra) + (symbol <= REPEAT_ZERO ? 3 : 11);
    if (index + times > total || (symbol == REPEAT_LAST && index == 0)) return CORRUPT;
    const length = symbol == REPEAT_LAST ? load<u8>(CODE_LENGTHS + index - 1) : <u8> 0;
    memory.fill(CODE_LENGTHS + index, length, times);
    index += times;
  }
  return OK;
}

function buildBoth(lengths: u32, distances: u32): i32 {
  const status = buildTable(
    CODE_LENGTHS,
    lengths,
    LENGTH_MEANINGS,
    LENGTH_TABLE,
    LENGTH_ROOT,
    true,
  );
  if (status != OK) return status;
  joinLiterals(lengths);
  return buildTable(
    CODE_LENGTHS + lengths,
    distances,
    DISTANCE_MEANINGS,
    DISTANCE_TABLE,
    DISTANCE_ROOT,
    true,
  );
}
