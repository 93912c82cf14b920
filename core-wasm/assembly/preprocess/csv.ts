/**
 * Numbers in rows: CSV without quotes, as MNIST is written, straight from its bytes. Anything that
 * needs a full reader (quotes, more digits than simple arithmetic rounds correctly) returns
 * NOT_SIMPLE. Lines end with LF, CR LF or CR; blank ones are not rows.
 */
import { FIELDS, OK, TOO_LARGE } from "../status";
import { after, readNumber, storeNumber } from "./csv_number";
import { fieldsTaken, readFields, taken } from "./csv_vectors";

const COMMA: u32 = 44;
const LINE_FEED: u32 = 10;
const RETURN: u32 = 13;

/** Where reading stopped: for the error's message. */
let row: u32 = 0;
let field: u32 = 0;
let line: u32 = 0;

/** Complete rows that were read, and so the index of the row that was refused. */
export function csvRow(): u32 {
  return row;
}

/** Fields of that row that were read. */
export function csvField(): u32 {
  return field;
}

/** The line where reading stopped, from 1, blank ones counted. */
export function csvLine(): u32 {
  return line;
}

/**
 * Reads rows of `fields` whole numbers from 0 to 255 as uint8.
 *
 * @param rows Most rows that `target` holds
 */
export function csvBytes(
  source: usize,
  length: usize,
  fields: u32,
  rows: u32,
  target: usize,
): i32 {
  return readRows<u8>(source, length, fields, rows, target);
}

/** Reads rows of `fields` numbers as float32. */
export function csvFloats(
  source: usize,
  length: usize,
  fields: u32,
  rows: u32,
  target: usize,
): i32 {
  return readRows<f32>(source, length, fields, rows, target);
}

function readRows<T>(
  source: usize,
  length: usize,
  fields: u32,
  rows: u32,
  target: usize,
): i32 {
  const end = source + length;
  row = 0;
  line = 1;
  while (true) {
    field = 0;
    source = skipLineEnds(source, end);
    if (source == end) return OK;
    if (row == rows) return TOO_LARGE;
    while (true) {
      if (ASC_FEATURE_SIMD && field + 1 < fields) {
        readFields<T>(source, end, fields - 1 - field, target);
        source += taken;
        field += fieldsTaken;
        target += fieldsTaken * sizeof<T>();
      }
      let status = readNumber(source, end);
      if (status != OK) return status;
      source = after;
      if (field == fields) return FIELDS;
      status = storeNumber<T>(target);
      if (status != OK) return status;
      target += sizeof<T>();
      field++;
      if (source == end || load<u8>(source) != COMMA) break;
      source++;
    }
    if (field != fields) return FIELDS;
    row++;
  }
}

function skipLineEnds(source: usize, end: usize): usize {
  while (source < end) {
    const character = <u32> load<u8>(source);
    if (character != LINE_FEED && character != RETURN) break;
    source++;
    const pair = character == RETURN && source < end && load<u8>(source) == LINE_FEED;
    if (!pair) line++;
  }
  return source;
}
