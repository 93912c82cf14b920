/**
 * The fast loop of a coded block, as long as neither end is near: each iteration up to four
 * literals, or a match.
 *
 * Its margins, so that the loop checks nothing but a match's distance:
 *  - input, 8 bytes: an iteration refills once, reads 8 bytes and advances by at most 7;
 *  - output, 1 + 258 + 32 bytes: a joined literal and the longest match with its copy's overrun.
 *
 * Bits: a refill leaves all 64 positions valid and counts at least 56 of them; `BELOW` of those are
 * used up. A length takes at most 15 + 5 and a distance 15 + 13, 48 of the 54 that count; of the 62
 * valid ones, 14 are left, more than the 11 that find the next entry. Four literals of the main
 * table take 44; a longer one, of 15, is alone in its iteration.
 *
 * A refill only adds bits above those that the pending lookup used, so it runs in parallel with
 * that lookup's load, not before it: the chain from entry to entry is load, shift, mask.
 */
import { DISTANCE_TABLE, LENGTH_TABLE } from "../memory";
import { CORRUPT, OK } from "../status";
import { copyMatch, OVERRUN } from "./copy";
import {
  BELOW,
  DISTANCE_ROOT,
  END,
  JOINED,
  LENGTH_ROOT,
  LITERAL,
  SPECIAL,
  SUBTABLE,
} from "./entries";
import { Stream } from "./stream";

/** Not a status: the block has ended. */
export const BLOCK_END: i32 = -1;

const INPUT_MARGIN: usize = 8;
export const OUTPUT_MARGIN: usize = 1 + 258 + OVERRUN;
const LENGTH_MASK: u32 = ((1 << LENGTH_ROOT) - 1) << BELOW;
const DISTANCE_MASK: u32 = ((1 << DISTANCE_ROOT) - 1) << BELOW;

/** Decodes until the block ends or a margin is reached, which is OK. */
export function decodeFast(limit: usize): i32 {
  if (Stream.inputEnd - Stream.input < INPUT_MARGIN || limit - Stream.output < OUTPUT_MARGIN) {
    return OK;
  }
  const inputSafe = Stream.inputEnd - INPUT_MARGIN;
  const outputSafe = limit - OUTPUT_MARGIN;
  const outputStart = Stream.outputStart;
  let input = Stream.input;
  let output = Stream.output;
  let bits = Stream.bits << BELOW;
  let count = Stream.count + BELOW; // the lowest 6 bits count, those above are noise
  let status: i32 = OK;

  bits |= load<u64>(input) << count;
  input += 7 - ((count >> 3) & 7);
  count |= 56;
  let entry = load<u32>(<u32> bits & LENGTH_MASK, LENGTH_TABLE);
  while (true) {
    if (input > inputSafe) break;
    if (output > outputSafe) break;
    bits |= load<u64>(input) << count;
    input += 7 - ((count >> 3) & 7);
    count |= 56;
    if (entry & LITERAL) {
      store<u8>(output++, entry >> 16);
      bits >>= entry;
      count -= entry;
      entry = load<u32>(<u32> bits & LENGTH_MASK, LENGTH_TABLE);
      if (entry & LITERAL) {
        store<u8>(output++, entry >> 16);
        bits >>= entry;
        count -= entry;
        entry = load<u32>(<u32> bits & LENGTH_MASK, LENGTH_TABLE);
        if (entry & LITERAL) {
          store<u8>(output++, entry >> 16);
          bits >>= entry;
          count -= entry;
          entry = load<u32>(<u32> bits & LENGTH_MASK, LENGTH_TABLE);
          if (entry & LITERAL) {
            store<u8>(output++, entry >> 16);
            bits >>= entry;
            count -= entry;
            entry = load<u32>(<u32> bits & LENGTH_MASK, LENGTH_TABLE);
          }
        }
      }
      continue;
    }
    if (entry & SPECIAL) {
      if ((entry & SPECIAL) == SUBTABLE) {
        bits >>= LENGTH_ROOT;
        count -= LENGTH_ROOT;
        entry = load<u32>((entry >> 16) + (<u32> bits & subtableMask(entry)));
        if (entry & LITERAL) {
          store<u8>(output++, entry >> 16);
          bits >>= entry;
          count -= entry;
          entry = load<u32>(<u32> bits & LENGTH_MASK, LENGTH_TABLE);
          continue;
        }
      }
      if (entry & SPECIAL) {
        bits >>= entry;
        count -= entry;
        status = (entry & SPECIAL) == END ? BLOCK_END : CORRUPT;
        break;
      }
    }
    // Of a joined entry the literal; of any other a byte that the match overwrites.
    store<u8>(output, entry >> 16);
    output += (entry & JOINED) / JOINED;
    const length = <usize> (3 + (entry >> 24) + extraBits(<u32> bits, entry));
    bits >>= entry;
    count -= entry;
    entry = load<u32>(<u32> bits & DISTANCE_MASK, DISTANCE_TABLE);
    if (entry & SPECIAL) {
      if ((entry & SPECIAL) == SUBTABLE) {
        bits >>= DISTANCE_ROOT;
        count -= DISTANCE_ROOT;
        entry = load<u32>((entry >> 16) + (<u32> bits & subtableMask(entry)));
      }
      if (entry & SPECIAL) {
        status = CORRUPT;
        break;
      }
    }
    const distance = <usize> ((entry >> 16) + extraBits(<u32> bits, entry));
    bits >>= entry;
    count -= entry;
    entry = load<u32>(<u32> bits & LENGTH_MASK, LENGTH_TABLE);
    if (distance > output - outputStart) {
      status = CORRUPT;
      break;
    }
    copyMatch(output, distance, length);
    output += length;
  }

  // Whole bytes that were read and not used go back, so that the careful code counts every bit.
  count = (count & 63) - BELOW;
  Stream.output = output;
  Stream.input = input - (count >> 3);
  Stream.count = count & 7;
  Stream.bits = (bits >> BELOW) & ((<u64> 1 << Stream.count) - 1);
  return status;
}

/** The offsets in a subtable, whose width is where other entries say where their extra bits are. */
function subtableMask(entry: u32): u32 {
  return (1 << BELOW << (entry >> 8)) - (1 << BELOW);
}

/** The extra bits of an entry: what it consumes, less its code. */
function extraBits(bits: u32, entry: u32): u32 {
  return (bits & ((1 << BELOW << entry) - 1)) >> (entry >> 8);
}
