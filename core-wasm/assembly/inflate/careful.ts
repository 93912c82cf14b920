/** One symbol, near the end of input or output, where every bit and byte is counted. */
import { CODE_LENGTHS, DISTANCE_TABLE, LENGTH_TABLE } from "../memory";
import { CORRUPT, MORE_ROOM, OK, TOO_LARGE, TRUNCATED } from "../status";
import {
  BELOW,
  DISTANCE_ROOT,
  JOINED,
  LENGTH_ROOT,
  LITERAL,
  NONE,
  SPECIAL,
  SUBTABLE,
} from "./entries";
import { BLOCK_END, OUTPUT_MARGIN } from "./fast";
import { fill, Stream, take, trim } from "./stream";

/** No entry and no value: there are too few bits. */
const MISSING: u32 = u32.MAX_VALUE;

/**
 * Decodes a symbol.
 *
 * @param limit End of the output
 * @param final Whether the output can no longer grow
 */
export function decodeOne(limit: usize, final: bool): i32 {
  // With less room than the longest match, growing first keeps this symbol whole.
  if (!final && limit - Stream.output < OUTPUT_MARGIN) return MORE_ROOM;
  fill();
  let entry = look(LENGTH_TABLE, LENGTH_ROOT);
  if (entry == MISSING) return TRUNCATED;
  if (entry & LITERAL) {
    if (Stream.output == limit) return TOO_LARGE;
    store<u8>(Stream.output, <u8> (entry >> 16));
    Stream.output++;
    return OK;
  }
  if (entry & SPECIAL) {
    trim();
    return (entry & SPECIAL) == NONE ? CORRUPT : BLOCK_END;
  }
  let extra = extraOf(entry);
  if (extra == MISSING) return TRUNCATED;
  const length = <usize> (3 + (entry >> 24) + extra);
  entry = look(DISTANCE_TABLE, DISTANCE_ROOT);
  if (entry == MISSING) return TRUNCATED;
  if (entry & SPECIAL) return CORRUPT;
  extra = extraOf(entry);
  if (extra == MISSING) return TRUNCATED;
  const distance = <usize> ((entry >> 16) + extra);
  if (distance > Stream.output - Stream.outputStart) return CORRUPT;
  if (length > limit - Stream.output) return TOO_LARGE;
  let output = Stream.output;
  for (const end = output + length; output < end; output++) {
    store<u8>(output, load<u8>(output - distance));
  }
  Stream.output = output;
  return OK;
}

/** Takes one code; its extra bits stay. */
function look(table: usize, root: u32): u32 {
  let entry = load<u32>(table + (<usize> (<u32> Stream.bits & ((1 << root) - 1)) << 2));
  if ((entry & (SPECIAL | LITERAL)) == SUBTABLE) {
    if (Stream.count < root) return MISSING;
    take(root);
    const mask = (<u32> 1 << ((entry >> 8) & 31)) - 1;
    entry = load<u32>((entry >> 16) + (<usize> (<u32> Stream.bits & mask) << 2));
  } else if (entry & JOINED) {
    // Only the literal: the match comes with the next symbol.
    const literal = (entry >> 16) & 0xff;
    entry = (literal << 16) | LITERAL | <u32> load<u8>(CODE_LENGTHS + literal);
  }
  const width = entry & (LITERAL | SPECIAL) ? entry & 63 : ((entry >> 8) & 31) - BELOW;
  if (width > Stream.count) return MISSING;
  take(width);
  return entry;
}

/** Takes the extra bits of an entry. */
function extraOf(entry: u32): u32 {
  const width = (entry & 63) + BELOW - ((entry >> 8) & 31);
  return width > Stream.count ? MISSING : take(width);
}
