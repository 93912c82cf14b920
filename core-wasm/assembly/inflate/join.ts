/**
 * A literal and the length code after it as one entry, where the bits of both fit the main table. A
 * match that may or may not follow a literal is the branch that the processor mispredicts most;
 * with both in one lookup there is nothing to predict. Worth 15 % of the time on digits as CSV.
 */
import { CODE_LENGTHS, CODES, JOINABLE, LENGTH_MEANINGS, LENGTH_TABLE, SORTED } from "../memory";
import { entryOf, JOINED, LENGTH_ROOT, ONE_BIT } from "./entries";
import { sortedEnd } from "./huffman";

/** Joins entries of the table that was built last, from `symbols` code lengths. */
export function joinLiterals(symbols: u32): void {
  let end = JOINABLE;
  let shortest: u32 = LENGTH_ROOT;
  for (let symbol: u32 = 257; symbol < symbols; symbol++) {
    const length = <u32> load<u8>(CODE_LENGTHS + symbol);
    if (length == 0 || length >= LENGTH_ROOT) continue;
    if (length < shortest) shortest = length;
    store<u32>(end, entryOf(load<u32>(LENGTH_MEANINGS + (symbol << 2)), length));
    store<u16>(end, load<u16>(CODES + (symbol << 1)), 4);
    store<u16>(end, <u16> length, 6);
    end += 8;
  }
  for (let next = SORTED; next < sortedEnd; next += 2) {
    const symbol = <u32> load<u16>(next);
    const used = <u32> load<u8>(CODE_LENGTHS + symbol);
    if (used + shortest > LENGTH_ROOT) return; // and so for all that follow
    if (symbol > 255) continue;
    const code = <u32> load<u16>(CODES + (symbol << 1));
    const literal = ((symbol << 16) | JOINED) + used * ONE_BIT;
    for (let at = JOINABLE; at < end; at += 8) {
      const both = used + <u32> load<u16>(at, 6);
      if (both > LENGTH_ROOT) continue;
      const entry = load<u32>(at) + literal;
      let slot = code | (<u32> load<u16>(at, 4) << used);
      for (; slot < 1 << LENGTH_ROOT; slot += 1 << both) {
        store<u32>(LENGTH_TABLE + (slot << 2), entry);
      }
    }
  }
}
