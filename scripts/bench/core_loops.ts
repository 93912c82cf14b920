/**
 * The kernels as handwritten JavaScript: the honest peers.
 *
 * @module
 */

/**
 * Reads rows of whole numbers from 0 to 255, with every check that the kernel makes; returns how
 * many.
 */
export function csvLoop(text: Uint8Array, fields: number, table: Uint8Array): number {
  const end = text.length;
  let at = 0;
  let line = 1;
  let to = 0;
  const refuse = (what: string, field: number) => {
    throw new Error(`${what}: line ${line}, column ${field + 1}`);
  };
  while (at < end) {
    if (text[at] === 10 || text[at] === 13) {
      line += text[at] === 13 && text[at + 1] === 10 ? 0 : 1;
      at++;
      continue;
    }
    if (to === table.length) refuse("Too many rows", 0);
    for (let field = 0;; field++) {
      let value = 0;
      const start = at;
      while (at < end) {
        const digit = text[at]! - 48;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
        at++;
      }
      if (at === start) refuse("No number", field);
      if (value > 255) refuse("Out of range", field);
      if (field === fields) refuse("Too many fields", field);
      table[to++] = value;
      const next = at < end ? text[at] : 10;
      if (next === 44) {
        at++;
        continue;
      }
      if (next !== 10 && next !== 13) refuse("No number", field);
      if (field + 1 !== fields) refuse("Too few fields", field);
      break;
    }
  }
  return to / fields;
}

const ZERO = 48;
/** Powers of ten that are exact in binary64. */
const POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
/** Digits that are exact in binary64, whatever they are. */
const EXACT = 15;

/**
 * Reads rows of numbers with a fraction or an exponent: exact digits divided by an exact power, as
 * strtod's fast path does; what has more of either goes through `Number`. Returns how many rows.
 */
export function fractionsLoop(text: Uint8Array, fields: number, table: Float32Array): number {
  const decoder = new TextDecoder();
  let to = 0;
  for (let at = 0; at < text.length;) {
    const start = at;
    const negative = text[at] === 45;
    if (negative) at++;
    let [mantissa, digits, power] = [0, 0, 0];
    let point = false;
    let next = text[at];
    for (; next !== 44 && next !== 10; next = text[++at]) {
      if (next === 46) {
        point = true;
        continue;
      }
      const digit = next! - ZERO;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
      if (mantissa > 0) digits++;
      if (point) power++;
    }
    let simple = digits <= EXACT && power < POWERS.length;
    while (next !== 44 && next !== 10) {
      simple = false;
      next = text[++at];
    }
    const value = simple
      ? (negative ? -mantissa : mantissa) / POWERS[power]!
      : Number(decoder.decode(text.subarray(start, at)));
    if (!Number.isFinite(value)) throw new Error(`No number: row ${Math.floor(to / fields) + 1}`);
    table[to++] = value;
    if ((next === 10) !== (to % fields === 0)) throw new Error(`Row ${Math.ceil(to / fields)}`);
    at++;
  }
  return to / fields;
}

/** Pixels divided by 255. */
export function normaliseLoop(pixels: Uint8Array, target: Float32Array): void {
  for (let at = 0; at < pixels.length; at++) target[at] = pixels[at]! / 255;
}

/** The same through a table of all 256 answers. */
export function normaliseTable(pixels: Uint8Array, target: Float32Array): void {
  const table = Float32Array.from({ length: 256 }, (_, pixel) => pixel / 255);
  for (let at = 0; at < pixels.length; at++) target[at] = table[pixels[at]!]!;
}

/** How many rows have their largest value, the first one on a tie, at their label. */
export function countLoop(values: Float32Array, classes: number, labels: Int32Array): number {
  let right = 0;
  for (let row = 0; row < labels.length; row++) {
    const start = row * classes;
    let best = values[start]!;
    let label = 0;
    for (let index = 1; index < classes; index++) {
      const value = values[start + index]!;
      if (value > best) {
        best = value;
        label = index;
      }
    }
    if (label === labels[row]) right++;
  }
  return right;
}
