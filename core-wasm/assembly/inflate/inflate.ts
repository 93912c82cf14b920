/**
 * A zlib stream (RFC 1950) of deflate blocks (RFC 1951), decoded whole: nothing before or after it.
 *
 * The output may start small: `inflateRun` answers MORE_ROOM when it is full and goes on where it
 * stopped once the host has grown it. Refusals follow zlib's inflate.
 *
 * The fast loop takes one check a symbol for input and output both. Its margins:
 *  - input 16 bytes: a symbol takes at most 15 + 5 + 15 + 13 = 48 bits, a refill reads 8 bytes and
 *    leaves at least 56 bits, so one refill a symbol is enough, and it reads at most 8 bytes from a
 *    position that is at most 8 bytes further than the check saw;
 *  - output 258 + 8 bytes: the longest match, and a copy of 8 bytes that may run over its end.
 */
import { BAD_HEADER, CHECKSUM, CORRUPT, MORE_ROOM, OK, TOO_LARGE, TRUNCATED } from "../status";
import { adler32 } from "./adler32";
import {
  buildTable,
  CODE_LENGTHS,
  CODE_ROOT,
  DISTANCE_ROOT,
  DISTANCES,
  END,
  LENGTH_ROOT,
  LENGTHS,
  LITERAL,
  NONE,
  TABLE,
} from "./tables";

const INPUT_MARGIN: usize = 16;
const OUTPUT_MARGIN: usize = 258 + 8;

const LENGTH_TABLE = memory.data(2342 * 4, 16);
const DISTANCE_TABLE = memory.data(402 * 4, 16);
const CODE_LENGTH_BYTES = memory.data(320, 16);
/** The order in which a dynamic block sends the lengths of the code-length code. */
const ORDER = memory.data<u8>([
  16,
  17,
  18,
  0,
  8,
  7,
  9,
  6,
  10,
  5,
  11,
  4,
  12,
  3,
  13,
  2,
  14,
  1,
  15,
]);

/** What comes next. */
const HEADER: i32 = 0;
const BLOCK: i32 = 1;
const STORED: i32 = 2;
const CODED: i32 = 3;
const TRAILER: i32 = 4;

let phase: i32 = HEADER;
let last: bool = false;
let storedLeft: usize = 0;
let input: usize = 0;
let inputEnd: usize = 0;
let output: usize = 0;
let outputStart: usize = 0;
/** Bits read and not used, the next one lowest. */
let bits: u64 = 0;
let count: u32 = 0;

/** Begins a stream of `length` bytes at `source`, to be written from `target` on. */
export function inflateStart(source: usize, length: usize, target: usize): void {
  phase = HEADER;
  last = false;
  input = source;
  inputEnd = source + length;
  output = target;
  outputStart = target;
  bits = 0;
  count = 0;
}

/** Bytes written so far. */
export function inflateProduced(): usize {
  return output - outputStart;
}

/**
 * Goes on until the stream ends or the output is full.
 *
 * @param limit End of the output
 * @param final Whether the output can grow no more
 */
export function inflateRun(limit: usize, final: bool): i32 {
  while (true) {
    let status = OK;
    if (phase == HEADER) status = readHeader();
    else if (phase == BLOCK) status = readBlock();
    else if (phase == STORED) status = copyStored(limit, final);
    else if (phase == CODED) status = decode(limit, final);
    else return readTrailer();
    if (status != OK) return status;
  }
}

/** Fills the bit buffer to at least `wanted` bits, wanted ≤ 32. */
// @ts-ignore: decorator

function need(wanted: u32): bool {
  while (count < wanted) {
    if (input >= inputEnd) return false;
    bits |= <u64> load<u8>(input++) << count;
    count += 8;
  }
  return true;
}

// @ts-ignore: decorator

function take(width: u32): u32 {
  const value = <u32> bits & ((1 << width) - 1);
  bits >>= width;
  count -= width;
  return value;
}

function readHeader(): i32 {
  if (inputEnd - input < 2) return TRUNCATED;
  const method = <u32> load<u8>(input);
  const flags = <u32> load<u8>(input + 1);
  input += 2;
  const isDeflate = (method & 15) == 8 && method >> 4 <= 7;
  const hasDictionary = (flags & 32) != 0;
  if (!isDeflate || hasDictionary || ((method << 8) | flags) % 31 != 0) return BAD_HEADER;
  phase = BLOCK;
  return OK;
}

function readBlock(): i32 {
  if (last) {
    phase = TRAILER;
    return OK;
  }
  if (!need(3)) return TRUNCATED;
  last = take(1) == 1;
  const type = take(2);
  if (type == 0) {
    take(count & 7);
    if (!need(32)) return TRUNCATED;
    const length = take(16);
    if (take(16) != (length ^ 0xffff)) return CORRUPT;
    storedLeft = length;
    phase = STORED;
    return OK;
  }
  phase = CODED;
  if (type == 1) return fixedTables();
  return type == 2 ? dynamicTables() : CORRUPT;
}

/** A stored block's bytes: those in the bit buffer first. */
function copyStored(limit: usize, final: bool): i32 {
  while (storedLeft > 0 && count > 0) {
    if (output == limit) return final ? TOO_LARGE : MORE_ROOM;
    store<u8>(output++, <u8> take(8));
    storedLeft--;
  }
  const here = inputEnd - input;
  const room = limit - output;
  let length = storedLeft < here ? storedLeft : here;
  if (length > room) length = room;
  memory.copy(output, input, length);
  output += length;
  input += length;
  storedLeft -= length;
  if (storedLeft == 0) {
    phase = BLOCK;
    return OK;
  }
  if (input == inputEnd) return TRUNCATED;
  return final ? TOO_LARGE : MORE_ROOM;
}

function fixedTables(): i32 {
  memory.fill(CODE_LENGTH_BYTES, 8, 144);
  memory.fill(CODE_LENGTH_BYTES + 144, 9, 112);
  memory.fill(CODE_LENGTH_BYTES + 256, 7, 24);
  memory.fill(CODE_LENGTH_BYTES + 280, 8, 8);
  buildTable(LENGTHS, CODE_LENGTH_BYTES, 288, LENGTH_TABLE, LENGTH_ROOT);
  memory.fill(CODE_LENGTH_BYTES, 5, 32);
  return buildTable(DISTANCES, CODE_LENGTH_BYTES, 32, DISTANCE_TABLE, DISTANCE_ROOT);
}

function dynamicTables(): i32 {
  if (!need(14)) return TRUNCATED;
  const lengths = take(5) + 257;
  const distances = take(5) + 1;
  const codes = take(4) + 4;
  if (lengths > 286 || distances > 30) return CORRUPT;
  memory.fill(CODE_LENGTH_BYTES, 0, 19);
  for (let index: u32 = 0; index < codes; index++) {
    if (!need(3)) return TRUNCATED;
    store<u8>(CODE_LENGTH_BYTES + <usize> load<u8>(ORDER + index), <u8> take(3));
  }
  // The distance table's room serves for the code-length code, which is done with before it is built.
  let status = buildTable(CODE_LENGTHS, CODE_LENGTH_BYTES, 19, DISTANCE_TABLE, CODE_ROOT);
  if (status != OK) return status;
  const total = lengths + distances;
  let index: u32 = 0;
  while (index < total) {
    // A code of up to 7 bits and its extra ones; at the stream's end there may be fewer.
    need(14);
    const entry = load<u32>(DISTANCE_TABLE + (<usize> (<u32> bits & ((1 << CODE_ROOT) - 1)) << 2));
    const width = entry & 0xff;
    if (((entry >> 8) & NONE) != 0) return CORRUPT;
    if (width > count) return TRUNCATED;
    take(width);
    const symbol = entry >> 16;
    if (symbol < 16) {
      store<u8>(CODE_LENGTH_BYTES + index++, <u8> symbol);
      continue;
    }
    const extra: u32 = symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
    if (extra > count) return TRUNCATED;
    const repeat = take(extra) + (symbol == 18 ? 11 : 3);
    if (symbol == 16 && index == 0) return CORRUPT;
    if (index + repeat > total) return CORRUPT;
    const value = symbol == 16 ? load<u8>(CODE_LENGTH_BYTES + index - 1) : <u8> 0;
    memory.fill(CODE_LENGTH_BYTES + index, value, repeat);
    index += repeat;
  }
  if (load<u8>(CODE_LENGTH_BYTES + 256) == 0) return CORRUPT;
  status = buildTable(LENGTHS, CODE_LENGTH_BYTES, lengths, LENGTH_TABLE, LENGTH_ROOT);
  if (status != OK) return status;
  return buildTable(
    DISTANCES,
    CODE_LENGTH_BYTES + lengths,
    distances,
    DISTANCE_TABLE,
    DISTANCE_ROOT,
  );
}

/** A coded block, until its end, the output's, or the input's. */
function decode(limit: usize, final: bool): i32 {
  const lengthMask: u32 = (1 << LENGTH_ROOT) - 1;
  const distanceMask: u32 = (1 << DISTANCE_ROOT) - 1;
  while (true) {
    while (inputEnd - input >= INPUT_MARGIN && limit - output >= OUTPUT_MARGIN) {
      // Tops the buffer up to 56 bits or more; bits above `count` are those that come next anyway.
      bits |= load<u64>(input) << count;
      input += (63 - count) >> 3;
      count |= 56;
      let entry = load<u32>(LENGTH_TABLE + (<usize> (<u32> bits & lengthMask) << 2));
      if (entry & (TABLE << 8)) {
        bits >>= LENGTH_ROOT;
        count -= LENGTH_ROOT;
        const mask = (<u32> 1 << ((entry >> 8) & 15)) - 1;
        entry = load<u32>(LENGTH_TABLE + (<usize> ((entry >> 16) + (<u32> bits & mask)) << 2));
      }
      let width = entry & 0xff;
      bits >>= width;
      count -= width;
      if (entry & (LITERAL << 8)) {
        store<u8>(output++, <u8> (entry >> 16));
        continue;
      }
      if (entry & ((END | NONE) << 8)) {
        // Back to whole unread bytes, so that the careful code may count them.
        trim();
        if (entry & (NONE << 8)) return CORRUPT;
        phase = BLOCK;
        return OK;
      }
      width = (entry >> 8) & 15;
      const length = <usize> ((entry >> 16) + (<u32> bits & ((<u32> 1 << width) - 1)));
      bits >>= width;
      count -= width;
      entry = load<u32>(DISTANCE_TABLE + (<usize> (<u32> bits & distanceMask) << 2));
      if (entry & (TABLE << 8)) {
        bits >>= DISTANCE_ROOT;
        count -= DISTANCE_ROOT;
        const mask = (<u32> 1 << ((entry >> 8) & 15)) - 1;
        entry = load<u32>(DISTANCE_TABLE + (<usize> ((entry >> 16) + (<u32> bits & mask)) << 2));
      }
      width = entry & 0xff;
      bits >>= width;
      count -= width;
      if (entry & (NONE << 8)) return CORRUPT;
      width = (entry >> 8) & 15;
      const distance = <usize> ((entry >> 16) + (<u32> bits & ((<u32> 1 << width) - 1)));
      bits >>= width;
      count -= width;
      if (distance > output - outputStart) return CORRUPT;
      copyMatch(output, distance, length);
      output += length;
    }
    trim();
    const status = decodeOne(limit, final);
    if (status != OK || phase != CODED) return status;
  }
}

/** Gives whole unused bytes back to the input, and clears the bits above those that count. */
// @ts-ignore: decorator

function trim(): void {
  input -= count >> 3;
  count &= 7;
  bits &= ((<u64> 1) << count) - 1;
}

/** Copies a match by words where it can; may write 7 bytes past its end. */
// @ts-ignore: decorator

function copyMatch(target: usize, distance: usize, length: usize): void {
  const end = target + length;
  let source = target - distance;
  if (distance >= 8) {
    do {
      store<u64>(target, load<u64>(source));
      target += 8;
      source += 8;
    } while (target < end);
  } else if (distance == 1) {
    const word = <u64> load<u8>(source) * 0x0101010101010101;
    do {
      store<u64>(target, word);
      target += 8;
    } while (target < end);
  } else {
    do {
      store<u8>(target++, load<u8>(source++));
    } while (target < end);
  }
}

/** One symbol, near the end of input or output, where every bit and byte is counted. */
function decodeOne(limit: usize, final: bool): i32 {
  // With less room than the longest match, growing first keeps this symbol whole.
  if (!final && limit - output < OUTPUT_MARGIN) return MORE_ROOM;
  // As much as there is: the last code may be shorter than what a look-up sees.
  while (count <= 48 && input < inputEnd) {
    bits |= <u64> load<u8>(input++) << count;
    count += 8;
  }
  let entry = look(LENGTH_TABLE, LENGTH_ROOT);
  if (entry == 0) return TRUNCATED;
  if (entry & (NONE << 8)) return CORRUPT;
  if (entry & (LITERAL << 8)) {
    if (output == limit) return TOO_LARGE;
    store<u8>(output++, <u8> (entry >> 16));
    return OK;
  }
  if (entry & (END << 8)) {
    trim();
    phase = BLOCK;
    return OK;
  }
  let width = (entry >> 8) & 15;
  if (width > count) return TRUNCATED;
  const length = <usize> ((entry >> 16) + take(width));
  entry = look(DISTANCE_TABLE, DISTANCE_ROOT);
  if (entry == 0) return TRUNCATED;
  if (entry & (NONE << 8)) return CORRUPT;
  width = (entry >> 8) & 15;
  if (width > count) return TRUNCATED;
  const distance = <usize> ((entry >> 16) + take(width));
  if (distance > output - outputStart) return CORRUPT;
  if (length > limit - output) return TOO_LARGE;
  for (const end = output + length; output < end; output++) {
    store<u8>(output, load<u8>(output - distance));
  }
  return OK;
}

/** Decodes one entry within the bits that there are; 0 when they do not suffice. */
// @ts-ignore: decorator

function look(table: usize, root: u32): u32 {
  let entry = load<u32>(table + (<usize> (<u32> bits & ((1 << root) - 1)) << 2));
  if (entry & (TABLE << 8)) {
    if (count < root) return 0;
    take(root);
    const mask = (<u32> 1 << ((entry >> 8) & 15)) - 1;
    entry = load<u32>(table + (<usize> ((entry >> 16) + (<u32> bits & mask)) << 2));
  }
  const width = entry & 0xff;
  if (width > count) return 0;
  take(width);
  return entry;
}

function readTrailer(): i32 {
  trim();
  bits = 0;
  count = 0;
  if (inputEnd - input < 4) return TRUNCATED;
  const expected = bswap<u32>(load<u32>(input));
  input += 4;
  if (adler32(outputStart, output - outputStart) != expected) return CHECKSUM;
  return input == inputEnd ? OK : CORRUPT;
}
