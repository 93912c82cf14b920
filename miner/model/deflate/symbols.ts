/**
 * The symbols of deflate for lengths and distances: RFC 1951, section 3.2.5.
 *
 * @module
 */

/** A symbol and the bits that follow it. */
export interface Coded {
  symbol: number;
  extra: number;
  bits: number;
}

function table(extras: number[], first: number): { base: number; bits: number }[] {
  let base = first;
  return extras.map((bits) => {
    const entry = { base, bits };
    base += 1 << bits;
    return entry;
  });
}

const LENGTHS = table(
  [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5],
  3,
);
const DISTANCES = table(
  [0, 0, 0, 0, ...Array.from({ length: 26 }, (_, i) => 1 + (i >> 1))],
  1,
);

function find(entries: { base: number; bits: number }[], value: number): Coded {
  let symbol = entries.length - 1;
  while (entries[symbol]!.base > value) symbol--;
  const { base, bits } = entries[symbol]!;
  return { symbol, extra: value - base, bits };
}

/** The symbol of a copy's length, 3 to 258; 258 has its own. */
export function lengthSymbol(length: number): Coded {
  if (length === 258) return { symbol: 285, extra: 0, bits: 0 };
  const { symbol, extra, bits } = find(LENGTHS, length);
  return { symbol: 257 + symbol, extra, bits };
}

/** The symbol of a copy's distance, 1 to 32,768. */
export function distanceSymbol(distance: number): Coded {
  return find(DISTANCES, distance);
}
