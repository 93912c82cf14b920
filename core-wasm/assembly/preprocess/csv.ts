/**
 * Numbers in rows: CSV without quotes, as MNIST is written. Anything that needs a full reader
 * (quotes, more digits than simple arithmetic rounds right) is answered with NOT_SIMPLE.
 *
 * A number is [+-] digits [. digits] [e [+-] digits]; spaces around it do not count. Up to 15
 * significant digits and powers of ten up to 22 are exact in binary64, so one multiplication or
 * division rounds once (Clinger, "How to read floating point numbers accurately", 1990).
 */
import { FIELDS, NOT_A_NUMBER, NOT_SIMPLE, OK, TOO_LARGE } from "../status";

const POWERS = memory.data<f64>([
  1e0,
  1e1,
  1e2,
  1e3,
  1e4,
  1e5,
  1e6,
  1e7,
  1e8,
  1e9,
  1e10,
  1e11,
  1e12,
  1e13,
  1e14,
  1e15,
  1e16,
  1e17,
  1e18,
  1e19,
  1e20,
  1e21,
  1e22,
]);
const MOST_DIGITS: u32 = 15;
const MOST_POWER: i32 = 22;

const COMMA: u32 = 44;
const QUOTE: u32 = 34;
const LINE_FEED: u32 = 10;
const RETURN: u32 = 13;

/** Where reading stopped: for the error's sentence. */
let row: u32 = 0;
let field: u32 = 0;

export function csvRow(): u32 {
  return row;
}

export function csvField(): u32 {
  return field;
}

// @ts-ignore: decorator

function isSpace(character: u32): bool {
  return character == 32 || character == 9;
}

/**
 * Reads rows of `fields` numbers as float32.
 *
 * @param rows Most rows that `target` holds; blank lines are none
 */
export function csvRead(
  source: usize,
  length: usize,
  fields: u32,
  rows: u32,
  target: usize,
): i32 {
  const end = source + length;
  row = 0;
  while (true) {
    field = 0;
    while (source < end && (load<u8>(source) == LINE_FEED || load<u8>(source) == RETURN)) source++;
    if (source >= end) return OK;
    if (row == rows) return TOO_LARGE;
    while (true) {
      while (source < end && isSpace(load<u8>(source))) source++;
      let negative = false;
      let character: u32 = source < end ? load<u8>(source) : LINE_FEED;
      if (character == QUOTE) return NOT_SIMPLE;
      if (character == 45 || character == 43) {
        negative = character == 45;
        source++;
      }
      let mantissa: u64 = 0;
      let digits: u32 = 0; // significant ones
      let seen = false;
      let power: i32 = 0;
      while (source < end) {
        const digit = <u32> load<u8>(source) - 48;
        if (digit > 9) break;
        mantissa = mantissa * 10 + digit;
        if (mantissa != 0 && ++digits > MOST_DIGITS) return NOT_SIMPLE;
        seen = true;
        source++;
      }
      if (source < end && load<u8>(source) == 46) {
        source++;
        while (source < end) {
          const digit = <u32> load<u8>(source) - 48;
          if (digit > 9) break;
          mantissa = mantissa * 10 + digit;
          if (mantissa != 0 && ++digits > MOST_DIGITS) return NOT_SIMPLE;
          power--;
          seen = true;
          source++;
        }
      }
      if (!seen) return NOT_A_NUMBER;
      if (source < end && (load<u8>(source) | 32) == 101) {
        source++;
        let exponent: i32 = 0;
        let down = false;
        if (source < end && (load<u8>(source) == 45 || load<u8>(source) == 43)) {
          down = load<u8>(source++) == 45;
        }
        if (source >= end || <u32> load<u8>(source) - 48 > 9) return NOT_A_NUMBER;
        while (source < end) {
          const digit = <u32> load<u8>(source) - 48;
          if (digit > 9) break;
          if (exponent > 10_000) return NOT_SIMPLE;
          exponent = exponent * 10 + <i32> digit;
          source++;
        }
        power += down ? -exponent : exponent;
      }
      if (power > MOST_POWER || power < -MOST_POWER) return NOT_SIMPLE;
      let value = <f64> mantissa;
      if (power < 0) value /= load<f64>(POWERS + (<usize> -power << 3));
      else value *= load<f64>(POWERS + (<usize> power << 3));
      while (source < end && isSpace(load<u8>(source))) source++;
      character = source < end ? load<u8>(source) : LINE_FEED;
      if (character != COMMA && character != LINE_FEED && character != RETURN) {
        return character == QUOTE ? NOT_SIMPLE : NOT_A_NUMBER;
      }
      if (field == fields) return FIELDS;
      store<f32>(target, <f32> (negative ? -value : value));
      target += 4;
      field++;
      if (character != COMMA) break;
      source++;
    }
    if (field != fields) return FIELDS;
    row++;
  }
}
