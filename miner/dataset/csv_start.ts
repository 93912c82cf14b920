/**
 * How a CSV begins: its separator, its header, and whether rows can be as the spec says.
 *
 * @module
 */
import { parse } from "@std/csv/parse";
import { DemlError, reasonOf } from "../../protocol/errors.ts";
import type { CellSpec } from "../../protocol/spec/columns.ts";
import { show } from "../../protocol/text/visible.ts";
import {
  countFields,
  following,
  joined,
  nextLine,
  nextRecord,
  type Place,
  type RecordPlace,
  type Separator,
  SEPARATORS,
  startOf,
} from "./csv_text.ts";
import type { DatasetFailure } from "./failures.ts";

/** What to expect of a file. */
export interface CsvShape {
  rows: number;
  /** Values in a row, without the label */
  features: number;
  labelColumn: number | string;
  header: boolean;
  /** Where unchanged values go, `rows × features`; otherwise each part has memory of its own */
  into?: Float32Array<ArrayBuffer>;
  /** If the labels are words: the names of the classes, in order */
  words?: readonly string[];
  /** Which columns hold categories or may miss cells */
  cells?: CellSpec | undefined;
}

/** What the first lines settle. */
export interface CsvStart {
  separator: Separator;
  /** Index of the label's column */
  label: number;
  /** Names of the columns; none without a header */
  names: string[];
  /** The rows, from the first */
  body: Iterable<Uint8Array>;
}

/** A header of more bytes is refused. */
const LONGEST = 64 * 1024 * 1024;

/**
 * Reads the first lines of a text.
 *
 * @throws DemlError `data`
 */
export function readStart(pieces: Iterable<Uint8Array>, shape: CsvShape): CsvStart {
  const { head, first, second, rest } = firstLines(pieces, shape.header);
  const fields = shape.features + 1;
  const separator = separatorOf(head, first, fields);
  const found = countFields(head, first, separator);
  const body = shape.header ? second?.start ?? head.length : first.start;
  const start = { separator, body: following(head.subarray(body), rest) };
  if (!shape.header) {
    if (found > fields) throw wrong({ kind: "data/csv-more-fields", row: 1, expected: fields });
    if (found < fields) {
      throw wrong({ kind: "data/csv-fields", row: 1, fields: found, expected: fields });
    }
    return { ...start, names: [], label: labelColumn(shape, []) };
  }
  if (second === undefined) throw wrong({ kind: "data/csv-header-only" });
  const names = namesOf(head.subarray(first.start, first.end), separator);
  const cells = countFields(head, second, separator);
  if (names.length !== fields || cells !== fields) {
    throw wrong({ kind: "data/csv-header", names: names.length, cells, expected: fields });
  }
  return { ...start, names, label: labelColumn(shape, names) };
}

/**
 * The first line, which is more than one if it is a header that says so, the second, and what comes
 * after the bytes that were read for them.
 */
function firstLines(pieces: Iterable<Uint8Array>, header: boolean) {
  const rest = pieces[Symbol.iterator]();
  const parts: Uint8Array[] = [];
  let [bytes, next] = [0, 0];
  for (;;) {
    const { done, value } = rest.next();
    if (value !== undefined) {
      parts.push(value.slice());
      bytes += value.length;
    }
    // Twice as much each time, so that a long line is not searched again and again.
    if (!done && bytes < next) continue;
    next = 2 * bytes;
    const head = joined(parts);
    parts.splice(0, parts.length, head);
    const start = startOf(head);
    const first: RecordPlace | undefined = (header ? nextRecord : nextLine)(head, start);
    const second = first && nextLine(head, first.end);
    const last = header ? second : first;
    // More of a line may follow, and quotes that are open may close.
    const ended = last !== undefined && last.end < head.length;
    if (done || (ended && !first?.open)) {
      if (first === undefined) throw wrong({ kind: "data/empty" });
      return { head, first, second, rest };
    }
    if (header && bytes > LONGEST) {
      throw wrong({ kind: "data/csv-unreadable", reason: "Its header is too long" });
    }
  }
}

/** The separator by which a line has that many fields; otherwise the most frequent one. */
function separatorOf(bytes: Uint8Array, line: Place, fields: number): Separator {
  let [best, most]: [Separator, number] = [",", 1];
  for (const separator of SEPARATORS) {
    const count = countFields(bytes, line, separator);
    if (count === fields) return separator;
    if (count > most) [best, most] = [separator, count];
  }
  return best;
}

/**
 * The names in a header.
 *
 * @throws DemlError `data/csv-unreadable`
 */
export function namesOf(header: Uint8Array, separator: Separator): string[] {
  return cellsOf(header, separator).map((name) => name.trim());
}

/**
 * The cells of one record, by the full reader.
 *
 * @throws DemlError `data/csv-unreadable`
 */
export function cellsOf(record: Uint8Array, separator: Separator): string[] {
  try {
    return parse(new TextDecoder().decode(record), { separator })[0] ?? [];
  } catch (cause) {
    throw wrong({ kind: "data/csv-unreadable", reason: reasonOf(cause) }, cause);
  }
}

function labelColumn({ labelColumn, features }: CsvShape, names: string[]): number {
  const column = show(String(labelColumn), 120);
  if (typeof labelColumn === "number") {
    if (labelColumn >= 0 && labelColumn <= features) return labelColumn;
    throw wrong({ kind: "data/csv-label-column", column });
  }
  const first = names.indexOf(labelColumn.trim());
  if (first < 0) throw wrong({ kind: "data/csv-label-column", column });
  const second = names.indexOf(labelColumn.trim(), first + 1);
  if (second < 0) return first;
  throw wrong({ kind: "data/csv-label-twice", column, first: first + 1, second: second + 1 });
}

function wrong(failure: DatasetFailure, cause?: unknown): DemlError<DatasetFailure> {
  return new DemlError<DatasetFailure>(failure, { cause });
}
