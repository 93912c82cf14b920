/**
 * Numbers in rows: CSV straight from its bytes, with any separator, quoted or not. Lines end with
 * LF, CR LF or CR; blank ones are not rows. csv_number.ts has the grammar.
 */
import { FIELDS, OK, TOO_LARGE } from "../status";
import { readFloats } from "./csv_floats";
import { after, readNumber, setSeparator, storeNumber } from "./csv_number";
import { fieldsTaken, prepareVectors, readFields, taken } from "./csv_vectors";
import { readWord } from "./csv_word";

const COMMA: u32 = 44;
const LINE_FEED: u32 = 10;
const RETURN: u32 = 13;
/** Beyond every column. */
const NONE: u32 = 0xffffffff;

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
 * Reads rows of `fields` whole numbers from 0 to 255 as uint8, separated by commas.
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
  return readRows<u8>(source, length, fields, rows, target, COMMA, NONE, 0, false);
}

/**
 * Reads rows of `fields` numbers as float32.
 *
 * @param label The column that goes to `labels` instead, one value per row; beyond all for none
 * @param words Whether that column has words: where each begins in the text and its bytes, both
 * uint32, are its value then
 */
export function csvFloats(
  source: usize,
  length: usize,
  fields: u32,
  rows: u32,
  target: usize,
  separator: u32,
  label: u32,
  labels: usize,
  words: bool,
): i32 {
  return readRows<f32>(source, length, fields, rows, target, separator, label, labels, words);
}

function readRows<T>(
  source: usize,
  length: usize,
  fields: u32,
  rows: u32,
  target: usize,
  separator: u32,
  label: u32,
  labels: usize,
  words: bool,
): i32 {
  const begin = source;
  const end = source + length;
  setSeparator(separator);
  if (ASC_FEATURE_SIMD) prepareVectors(separator);
  row = 0;
  line = 1;
  while (true) {
    field = 0;
    source = skipLineEnds(source, end);
    if (source == end) return OK;
    if (row == rows) return TOO_LARGE;
    while (true) {
      if (ASC_FEATURE_SIMD && field + 1 < fields) {
        const until = field <= label && label < fields ? label : fields - 1;
        if (field < until) {
          readFields<T>(source, end, until - field, target);
          source += taken;
          field += fieldsTaken;
          target += fieldsTaken * sizeof<T>();
          if (sizeof<T>() == 4 && field < until) {
            const read = readFloats(source, end, until - field, target, separator);
            source = after;
            field += read;
            target += read * sizeof<T>();
          }
        }
      }
      const isLabel = field == label;
      let status = isLabel && words ? readWord(source, end, separator) : readNumber<T>(source, end);
      if (status != OK) return status;
      if (field == fields) return FIELDS;
      if (isLabel && words) {
        store<u32>(labels, <u32> (source - begin));
        store<u32>(labels, <u32> (after - source), 4);
        labels += 8;
      } else {
        status = storeNumber<T>(isLabel ? labels : target);
        if (status != OK) return status;
        if (isLabel) labels += sizeof<T>();
        else target += sizeof<T>();
      }
      source = after;
      field++;
      if (source == end || load<u8>(source) != separator) break;
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
