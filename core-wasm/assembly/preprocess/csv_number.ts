/**
 * One number of a CSV: [+-] digits [. digits] [e [+-] digits]; spaces around it do not count.
 *
 * Up to 15 significant digits and powers of ten up to 22 are exact in binary64, so one
 * multiplication or division rounds once (Clinger, "How to read floating point numbers accurately",
 * 1990), as JavaScript's Number() does.
 */
import { NOT_A_NUMBER, NOT_SIMPLE, OK, OUT_OF_RANGE } from "../status";

// deno-fmt-ignore
const POWERS = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]);
const MOST_DIGITS: u32 = 15;
const MOST_POWER: i32 = 22;
/** An exponent this long means zero or infinity; stopping there keeps the sum from overflowing. */
const MOST_EXPONENT: i32 = 10_000;

const TAB: u32 = 9;
const LINE_FEED: u32 = 10;
const RETURN: u32 = 13;
const SPACE: u32 = 32;
const QUOTE: u32 = 34;
const PLUS: u32 = 43;
const COMMA: u32 = 44;
const MINUS: u32 = 45;
const POINT: u32 = 46;
const SMALL_E: u32 = 101;

/** Where the last number ended: at a comma, a line's end, or the end. */
export let after: usize = 0;
let number: f64 = 0;

let mantissa: u64 = 0;
/** Significant ones. */
let digits: u32 = 0;

/** Reads a number and what surrounds it, up to the comma or the line's end. */
export function readNumber(source: usize, end: usize): i32 {
  source = skipSpaces(source, end);
  const sign = at(source, end);
  if (sign == QUOTE) return NOT_SIMPLE;
  if (sign == MINUS || sign == PLUS) source++;
  mantissa = 0;
  digits = 0;
  let power: i32 = 0;
  const whole = source;
  source = readDigits(source, end);
  let seen = source - whole;
  if (at(source, end) == POINT) {
    const fraction = ++source;
    source = readDigits(source, end);
    seen += source - fraction;
    power = -<i32> (source - fraction);
  }
  if (seen == 0) return NOT_A_NUMBER;
  if (digits > MOST_DIGITS) return NOT_SIMPLE;
  if ((at(source, end) | 32) == SMALL_E) {
    source++;
    const direction = at(source, end);
    if (direction == MINUS || direction == PLUS) source++;
    if (at(source, end) - 48 > 9) return NOT_A_NUMBER;
    let exponent: i32 = 0;
    for (; at(source, end) - 48 <= 9; source++) {
      if (exponent > MOST_EXPONENT) return NOT_SIMPLE;
      exponent = exponent * 10 + <i32> load<u8>(source) - 48;
    }
    power += direction == MINUS ? -exponent : exponent;
  }
  if (power > MOST_POWER || power < -MOST_POWER) return NOT_SIMPLE;
  number = <f64> mantissa;
  if (power < 0) number /= load<f64>(POWERS + (<usize> -power << 3));
  else number *= load<f64>(POWERS + (<usize> power << 3));
  if (sign == MINUS) number = -number;
  after = skipSpaces(source, end);
  const next = at(after, end);
  if (next == COMMA || next == LINE_FEED || next == RETURN) return OK;
  return next == QUOTE ? NOT_SIMPLE : NOT_A_NUMBER;
}

/** Stores the last number if it fits the type. */
export function storeNumber<T>(target: usize): i32 {
  if (sizeof<T>() == 4) {
    store<f32>(target, <f32> number);
    return OK;
  }
  if (!(number >= 0 && number <= 255) || number != Math.floor(number)) return OUT_OF_RANGE;
  store<u8>(target, <u8> number);
  return OK;
}

/** The character there; the end counts as a line's end. */
function at(source: usize, end: usize): u32 {
  return source < end ? load<u8>(source) : LINE_FEED;
}

/** Past 15 digits the mantissa may wrap around: the count alone decides then. */
function readDigits(source: usize, end: usize): usize {
  for (; source < end; source++) {
    const digit = <u32> load<u8>(source) - 48;
    if (digit > 9) break;
    mantissa = mantissa * 10 + digit;
    if (mantissa != 0 || digits != 0) digits++;
  }
  return source;
}

function skipSpaces(source: usize, end: usize): usize {
  while (source < end && (load<u8>(source) == SPACE || load<u8>(source) == TAB)) source++;
  return source;
}
