/**
 * Which column of a CSV has which rule: categories, or what a missing cell becomes.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import type { CellSpec } from "../../protocol/spec/columns.ts";
import { show } from "../../protocol/text/visible.ts";
import { type Words, wordsOf } from "./csv_words.ts";
import type { DatasetFailure } from "./failures.ts";

/** How the cells of one column become numbers. */
export interface CellRule {
  /** The categories, if cells are words; otherwise they are numbers */
  categories?: Words;
  /** The number of each category as text, and that of all other words */
  codes: Uint8Array[];
  /** What is written for a missing cell; without it, none may be missing */
  fill?: Uint8Array;
  /** Whether a missing cell is NaN: the kernel reads no such number, so it is put in afterwards */
  isNaN: boolean;
  /** Words that mean missing */
  missing: Words;
  /** Bytes that a missing cell may begin with: any other begins a number */
  leads: Uint8Array;
}

/** Bytes before which the cell itself has not begun. */
const AROUND = [0x20, 0x09, 0x22];

/**
 * The rules by column of the file.
 *
 * @param names Of the columns, if the file has them
 * @param label The column of the label
 * @param fields Columns of the file
 * @throws DemlError `data/csv-column…` for a column that is not there, twice there, or the label's
 */
export function rulesOf(
  { columns = [], missingWords = [] }: CellSpec,
  { names, label, fields }: { names: readonly string[]; label: number; fields: number },
): (CellRule | undefined)[] {
  const encoder = new TextEncoder();
  const rules = new Array<CellRule | undefined>(fields).fill(undefined);
  const missing = wordsOf(missingWords);
  const leads = new Uint8Array(256);
  for (const byte of AROUND) leads[byte] = 1;
  for (const word of missingWords) leads[encoder.encode(word)[0] ?? 0] = 1;
  for (const { column, categories, missing: fill } of columns) {
    const index = typeof column === "number" ? column : indexOf(column.trim(), names);
    const shown = show(String(column), 120);
    if (index >= fields) throw wrong({ kind: "data/csv-column", column: shown });
    if (index === label) throw wrong({ kind: "data/csv-column-label", column: shown });
    if (rules[index] !== undefined) throw wrong({ kind: "data/csv-column-taken", column: shown });
    const codes = categories === undefined
      ? []
      : Array.from({ length: categories.length + 1 }, (_, code) => encoder.encode(String(code)));
    rules[index] = {
      ...(categories && { categories: wordsOf(categories) }),
      codes,
      // The shortest decimal of a float32, taken for a double, is nearest to this float32.
      ...(fill !== undefined && {
        fill: encoder.encode(fill === "nan" ? "0" : String(Math.fround(fill))),
      }),
      isNaN: fill === "nan",
      missing,
      leads,
    };
  }
  return rules;
}

function indexOf(name: string, names: readonly string[]): number {
  const first = names.indexOf(name);
  const column = show(name, 120);
  if (first < 0) throw wrong({ kind: "data/csv-column", column });
  const second = names.indexOf(name, first + 1);
  if (second < 0) return first;
  throw wrong({ kind: "data/csv-label-twice", column, first: first + 1, second: second + 1 });
}

function wrong(failure: DatasetFailure): DemlError<DatasetFailure> {
  return new DemlError<DatasetFailure>(failure);
}
