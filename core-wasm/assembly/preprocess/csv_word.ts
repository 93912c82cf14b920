/** A field that is a word: a label's name. */
import { NOT_SIMPLE, OK } from "../status";
import { endsField, setAfter } from "./csv_number";

const LINE_FEED: u32 = 10;
const RETURN: u32 = 13;
const QUOTE: u32 = 34;

/** Finds the end of a field, quoted or not; a line's end within quotes is for a full reader. */
export function readWord(source: usize, end: usize, separator: u32): i32 {
  const quoted = source < end && load<u8>(source) == QUOTE;
  if (quoted) source++;
  while (source < end) {
    const character = <u32> load<u8>(source);
    if (character == LINE_FEED || character == RETURN) break;
    if (character == QUOTE) {
      if (!quoted) return NOT_SIMPLE;
      source++;
      if (source == end || endsField(load<u8>(source))) {
        setAfter(source);
        return OK;
      }
      // Two quotes are one of the word's.
      if (load<u8>(source) != QUOTE) return NOT_SIMPLE;
    } else if (!quoted && character == separator) break;
    source++;
  }
  setAfter(source);
  return quoted ? NOT_SIMPLE : OK;
}
