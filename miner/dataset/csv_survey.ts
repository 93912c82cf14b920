/**
 * What the cells of a CSV's columns are: numbers, words, missing. For a spec that nobody has written
 * yet.
 *
 * @module
 */
import { isNumber } from "./csv_number.ts";
import {
  fieldEnd,
  nextLine,
  nextRecord,
  piecesOf,
  type Separator,
  startOf,
  textOf,
  wholeLines,
} from "./csv_text.ts";

/** What one column has. */
export interface ColumnSurvey {
  numbers: number;
  /** Each word and how often it is there, of the first `MOST_WORDS` */
  words: Map<string, number>;
  /** Cells with words, counted all */
  wordy: number;
  /** Each spelling of a missing cell, the empty one among them */
  missing: Map<string, number>;
}

/** More different words of a column are names of things, and not counted one by one. */
export const MOST_WORDS = 20_000;

/** What pandas, R and the repositories of data sets write for a missing cell; and nothing. */
const MISSING = new Set(
  ("? . NA <NA> N/A n/a #N/A #NA NaN nan -NaN -nan NULL null None").split(" ").concat(""),
);

/**
 * Surveys all rows.
 *
 * @param header Whether the first line names the columns
 */
export function surveyColumns(
  data: Uint8Array,
  { header, separator, fields }: { header: boolean; separator: Separator; fields: number },
): ColumnSurvey[] {
  const columns = Array.from({ length: fields }, (): ColumnSurvey => ({
    numbers: 0,
    words: new Map(),
    wordy: 0,
    missing: new Map(),
  }));
  const code = separator.charCodeAt(0);
  const first = nextRecord(data, startOf(data));
  const start = (header ? first?.end : first?.start) ?? data.length;
  for (const part of wholeLines(piecesOf(data.subarray(start)))) {
    for (let line = nextLine(part, 0); line !== undefined; line = nextLine(part, line.end)) {
      let at = line.start;
      for (const column of columns) {
        const end = fieldEnd(part, at, line.end, code);
        count(column, textOf(part, { start: at, end }));
        if (end >= line.end) break;
        at = end + 1;
      }
    }
  }
  return columns;
}

function count(column: ColumnSurvey, text: string): void {
  if (isNumber(text)) column.numbers++;
  else if (MISSING.has(text)) column.missing.set(text, (column.missing.get(text) ?? 0) + 1);
  else {
    column.wordy++;
    const before = column.words.get(text);
    if (before === undefined && column.words.size >= MOST_WORDS) return;
    column.words.set(text, (before ?? 0) + 1);
  }
}
