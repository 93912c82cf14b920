/**
 * Words and missing cells as numbers, before the kernel reads them: a part of a CSV is written again
 * with a code for each category and a fill for each missing cell, and nothing else changed. What is
 * wrong with the rest is so found by the kernel, as in a table of numbers.
 *
 * @module
 */
import { show } from "../../protocol/text/visible.ts";
import type { CellRule } from "./csv_columns.ts";

const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;
const SPACE = 0x20;
const TAB = 0x09;

/** What the kernel refuses; a cell of nothing might leave a blank line, which is not a row. */
const REFUSED = new TextEncoder().encode("?");

/** A part of a table in numbers. */
export interface Coded {
  text: Uint8Array;
  /** Row and column of the part, both from 0, one after the other, of each cell that is NaN */
  nan: number[];
  /** The first cell that its rule refuses: the kernel stops there, if not before */
  refused?: Refused;
}

/** A cell of a part, by row and column from 0, and what is wrong with it. */
export interface Refused {
  row: number;
  column: number;
  because: { kind: "data/csv-quotes" } | { kind: "data/csv-missing"; text: string };
}

/** Writes parts of a table in numbers; each is gone when the next is asked for. */
export class CellCoder {
  #out = new Uint8Array();
  #nan: number[] = [];
  #refused: Refused | undefined;
  /** By column of the file */
  readonly #rules: readonly (CellRule | undefined)[];
  readonly #separator: number;
  /** Whether a byte may end a cell, or the quotes around it */
  readonly #stops = new Uint8Array(256);
  /** The longest that is written for a cell */
  readonly #longest: number;

  /**
   * @param rules By column of the file
   * @param separator A character of one byte
   */
  constructor(rules: readonly (CellRule | undefined)[], separator: string) {
    this.#rules = rules;
    this.#separator = separator.charCodeAt(0);
    for (const byte of [LINE_FEED, RETURN, QUOTE, this.#separator]) this.#stops[byte] = 1;
    this.#longest = rules.reduce((most, rule) => {
      const last = rule?.codes.at(-1)?.length ?? 0;
      return Math.max(most, last, rule?.fill?.length ?? 0);
    }, 0);
  }

  /**
   * Codes some whole lines. What is wrong is not thrown: an earlier cell may not be a number, and that
   * is for the kernel to say.
   */
  code(part: Uint8Array): Coded {
    this.#nan = [];
    this.#refused = undefined;
    // Always room for what is left of the part and for one cell, also after each that is written.
    if (this.#out.length < part.length + this.#longest) this.#grow(part.length);
    const [rules, separator, stops] = [this.#rules, this.#separator, this.#stops];
    const end = part.length;
    let out = this.#out;
    let [length, copied] = [0, 0];
    let [row, column] = [0, 0];
    for (let at = 0; at < end || column > 0;) {
      const start = at;
      const first = part[at];
      let quotes = 0;
      let quoted = false;
      for (; at < end; at++) {
        const byte = part[at] ?? 0;
        if (stops[byte] === 0) continue;
        if (byte === QUOTE) {
          quotes++;
          if (first === QUOTE) quoted = !quoted;
        } else if (byte !== separator || !quoted) break;
      }
      // Blank lines are not rows.
      if (at === start && column === 0 && at < end && part[at] !== separator) {
        at++;
        continue;
      }
      const rule = rules[column];
      const text = rule && this.#codeOf(rule, part, start, at, quotes, row, column);
      if (text !== undefined) {
        length = copy(part, copied, start, out, length);
        length = copy(text, 0, text.length, out, length);
        copied = at;
        const room = length + end - at;
        if (out.length < room + this.#longest) out = this.#grow(2 * room);
      }
      if (at < end && part[at] === separator) {
        at++;
        column++;
      } else {
        row++;
        column = 0;
      }
    }
    length = copy(part, copied, end, out, length);
    const refused = this.#refused as Refused | undefined;
    return { text: out.subarray(0, length), nan: this.#nan, ...(refused && { refused }) };
  }

  /** What is written instead of a cell; undefined if it stays. */
  #codeOf(
    rule: CellRule,
    part: Uint8Array,
    from: number,
    to: number,
    quotes: number,
    row: number,
    column: number,
  ): Uint8Array | undefined {
    const { categories, fill } = rule;
    // Most cells of a column of numbers are numbers.
    if (categories === undefined && from < to && rule.leads[part[from] ?? 0] === 0) {
      return undefined;
    }
    let bytes = part;
    let start = from;
    let end = to;
    if (quotes > 0) {
      const inner = unquoted(part, from, to);
      if (inner === undefined) {
        // The kernel says that it is not a number.
        if (categories === undefined) return undefined;
        return this.#refuse({ row, column, because: { kind: "data/csv-quotes" } });
      }
      bytes = inner;
      start = 0;
      end = inner.length;
    }
    while (start < end && isBlank(bytes[start])) start++;
    while (end > start && isBlank(bytes[end - 1])) end--;
    if (start === end || rule.missing.find(bytes, start, end) >= 0) {
      if (fill !== undefined) {
        if (rule.isNaN) this.#nan.push(row, column);
        return fill;
      }
      if (categories === undefined) return undefined;
      const text = show(new TextDecoder().decode(bytes.subarray(start, end)), 40);
      return this.#refuse({ row, column, because: { kind: "data/csv-missing", text } });
    }
    // −1, the code of what is not found, is the last of them.
    return categories && rule.codes.at(categories.find(bytes, start, end));
  }

  #refuse(refused: Refused): Uint8Array {
    this.#refused ??= refused;
    return REFUSED;
  }

  #grow(room: number): Uint8Array<ArrayBuffer> {
    const more = new Uint8Array(room + this.#longest);
    more.set(this.#out.subarray(0, more.length));
    return this.#out = more;
  }
}

/** Fewer bytes are copied faster one by one. */
const FEW = 24;

/** Copies some bytes; returns where the next goes. */
function copy(from: Uint8Array, start: number, end: number, into: Uint8Array, at: number): number {
  if (end - start >= FEW) {
    into.set(from.subarray(start, end), at);
    return at + end - start;
  }
  for (; start < end; start++) into[at++] = from[start] ?? 0;
  return at;
}

/** What is in quotes, two for each of its own; undefined if they do not enclose all of it. */
function unquoted(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
  if (end - start < 2 || bytes[start] !== QUOTE || bytes[end - 1] !== QUOTE) return undefined;
  const inner = bytes.subarray(start + 1, end - 1);
  if (!inner.includes(QUOTE)) return inner;
  const found = new Uint8Array(inner.length);
  let length = 0;
  for (let at = 0; at < inner.length; at++) {
    if (inner[at] === QUOTE && inner[++at] !== QUOTE) return undefined;
    found[length++] = inner[at] ?? 0;
  }
  return found.subarray(0, length);
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}
