/**
 * A zlib stream (RFC 1950) of deflate blocks (RFC 1951), decoded whole: nothing before or after it.
 *
 * The output may start small: `inflateRun` returns MORE_ROOM when it is full, and continues from
 * there once the host has grown it. It refuses what zlib's inflate refuses, and also bytes after
 * the stream.
 */
import {
  BAD_HEADER,
  CHECKSUM,
  CORRUPT,
  MORE_ROOM,
  OK,
  TOO_LARGE,
  TRAILING,
  TRUNCATED,
} from "../status";
import { updateAdler32 } from "./adler32";
import { dynamicTables, fixedTables } from "./blocks";
import { decodeOne } from "./careful";
import { BLOCK_END, decodeFast } from "./fast";
import { need, Stream, take, trim } from "./stream";

/** What comes next. */
const HEADER: i32 = 0;
const BLOCK: i32 = 1;
const STORED: i32 = 2;
const CODED: i32 = 3;
const TRAILER: i32 = 4;

let phase: i32 = HEADER;
let last: bool = false;
let storedLeft: usize = 0;
/** The checksum of the output up to `checked`: taken block by block, while the cache has it. */
let adler: u32 = 1;
let checked: usize = 0;

/** Begins a stream of `length` bytes at `source`, to be written from `target` on. */
export function inflateStart(source: usize, length: usize, target: usize): void {
  phase = HEADER;
  last = false;
  adler = 1;
  checked = target;
  Stream.input = source;
  Stream.inputEnd = source + length;
  Stream.output = target;
  Stream.outputStart = target;
  Stream.bits = 0;
  Stream.count = 0;
}

/** Bytes written so far. */
export function inflateProduced(): usize {
  return Stream.output - Stream.outputStart;
}

/**
 * Continues until the stream ends or the output is full.
 *
 * @param limit End of the output
 * @param final Whether the output can no longer grow
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

function readHeader(): i32 {
  if (Stream.inputEnd - Stream.input < 2) return TRUNCATED;
  const method = <u32> load<u8>(Stream.input);
  const flags = <u32> load<u8>(Stream.input, 1);
  Stream.input += 2;
  const isDeflate = (method & 15) == 8 && method >> 4 <= 7;
  const hasDictionary = (flags & 32) != 0;
  if (!isDeflate || hasDictionary || ((method << 8) | flags) % 31 != 0) return BAD_HEADER;
  phase = BLOCK;
  return OK;
}

function readBlock(): i32 {
  adler = updateAdler32(adler, checked, Stream.output - checked);
  checked = Stream.output;
  if (last) {
    phase = TRAILER;
    return OK;
  }
  if (!need(3)) return TRUNCATED;
  last = take(1) == 1;
  const type = take(2);
  if (type == 0) {
    take(Stream.count & 7);
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

/** A stored block's bytes. Its header ended on a byte's boundary, so none is in the bit buffer. */
function copyStored(limit: usize, final: bool): i32 {
  const here = Stream.inputEnd - Stream.input;
  const room = limit - Stream.output;
  let length = storedLeft < here ? storedLeft : here;
  if (length > room) length = room;
  memory.copy(Stream.output, Stream.input, length);
  Stream.output += length;
  Stream.input += length;
  storedLeft -= length;
  if (storedLeft == 0) {
    phase = BLOCK;
    return OK;
  }
  if (Stream.input == Stream.inputEnd) return TRUNCATED;
  return final ? TOO_LARGE : MORE_ROOM;
}

/** A coded block, until its end, the output's, or the input's. */
function decode(limit: usize, final: bool): i32 {
  while (true) {
    let status = decodeFast(limit);
    if (status == OK) status = decodeOne(limit, final);
    if (status == BLOCK_END) {
      phase = BLOCK;
      return OK;
    }
    if (status != OK) return status;
  }
}

function readTrailer(): i32 {
  trim();
  if (Stream.inputEnd - Stream.input < 4) return TRUNCATED;
  if (adler != bswap<u32>(load<u32>(Stream.input))) return CHECKSUM;
  return Stream.inputEnd - Stream.input == 4 ? OK : TRAILING;
}
