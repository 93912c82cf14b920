/**
 * One number of a CSV: `[+-]? (digits [. digits?] | . digits) ([eE] [+-]? digits)?`, with spaces and
 * tabs around it, in quotes or not. docs/PROTOCOL.md, section 9, has the same grammar.
 */
import { NOT_A_NUMBER, NOT_FINITE, NOT_SIMPLE, OK, OUT_OF_RANGE } from "../status";
import { exponentOf, MOST_POWER, power10, toFloat } from "./csv_float32";

/** Digits that a uint64 holds whatever they are. */
const MOST_DIGITS: u32 = 19;
/** Digits that are exact in binary64, for uint8: one multiplication or division then rounds once. */
const EXACT_DIGITS: u32 = 15;
/** More than a text has digits, so that zero or infinity are certain. */
const MOST_EXPONENT: i64 = 1_000_000_000_000;

const TAB: u32 = 9;
const LINE_FEED: u32 = 10;
const RETURN: u32 = 13;
const SPACE: u32 = 32;
const QUOTE: u32 = 34;
const PLUS: u32 = 43;
const MINUS: u32 = 45;
const POINT: u32 = 46;
const SMALL_E: u32 = 101;

/** Where the last number ended: at a separator, a line's end, or the end. */
export let after: usize = 0;
/** The last number, for uint8 and for float32. */
let number: f64 = 0;
let rounded: f32 = 0;

let separator: u32 = 0;
let mantissa: u64 = 0;
/** Significant ones in the mantissa; those that it had no room for. */
let digits: u32 = 0;
let dropped: u32 = 0;

/** What separates fields from now on. */
export function setSeparator(character: u32): void {
  separator = character;
}

/** Where the next field's text begins. */
export function setAfter(source: usize): void {
  after = source;
}

/** Whether a field may be followed by this character. */
export function endsField(character: u32): bool {
  return character == separator || character == LINE_FEED || character == RETURN;
}

/** Reads a number and what surrounds it, up to the separator or the line's end. */
export function readNumber<T>(source: usize, end: usize): i32 {
  const quoted = at(source, end) == QUOTE;
  if (quoted) source++;
  source = skipSpaces(source, end, quoted);
  const sign = at(source, end);
  if (sign == MINUS || sign == PLUS) source++;
  mantissa = 0;
  digits = 0;
  dropped = 0;
  const start = source;
  source = readDigits(source, end);
  let seen = source - start;
  let power: i64 = dropped;
  if (at(source, end) == POINT) {
    const fraction = ++source;
    dropped = 0;
    source = readDigits(source, end);
    seen += source - fraction;
    power -= <i64> (source - fraction) - dropped;
  }
  if (seen == 0) return NOT_A_NUMBER;
  const stop = source;
  if ((at(source, end) | 32) == SMALL_E) {
    source++;
    const direction = at(source, end);
    if (direction == MINUS || direction == PLUS) source++;
    if (at(source, end) - 48 > 9) return NOT_A_NUMBER;
    let exponent: i64 = 0;
    for (; at(source, end) - 48 <= 9; source++) {
      if (exponent < MOST_EXPONENT) exponent = exponent * 10 + load<u8>(source) - 48;
    }
    power += direction == MINUS ? -exponent : exponent;
  }
  source = skipSpaces(source, end, quoted);
  if (quoted && at(source++, end) != QUOTE) return NOT_A_NUMBER;
  if (!endsField(at(source, end))) return NOT_A_NUMBER;
  after = source;
  if (sizeof<T>() == 4) {
    rounded = toFloat(mantissa, digits, power, start, stop);
    if (sign == MINUS) rounded = -rounded;
    return OK;
  }
  if (digits > EXACT_DIGITS || power > MOST_POWER || power < -MOST_POWER) return NOT_SIMPLE;
  number = <f64> mantissa;
  if (power < 0) number /= power10(<i32> -power);
  else number *= power10(<i32> power);
  if (sign == MINUS) number = -number;
  return OK;
}

/** Stores the last number if it fits the type. */
export function storeNumber<T>(target: usize): i32 {
  if (sizeof<T>() == 4) {
    if (exponentOf(rounded) == 0xff) return NOT_FINITE;
    store<f32>(target, rounded);
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

function readDigits(source: usize, end: usize): usize {
  for (; source < end; source++) {
    const digit = <u32> load<u8>(source) - 48;
    if (digit > 9) break;
    if (digits < MOST_DIGITS) {
      mantissa = mantissa * 10 + digit;
      if (mantissa != 0) digits++;
    } else dropped++;
  }
  return source;
}

/** A tab outside quotes may be the separator. */
function skipSpaces(source: usize, end: usize, quoted: bool): usize {
  while (source < end) {
    const character = <u32> load<u8>(source);
    const tab = character == TAB && (quoted || separator != TAB);
    if (character != SPACE && !tab) break;
    source++;
  }
  return source;
}
