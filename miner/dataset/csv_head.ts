/**
 * What a CSV shows about itself: the number of its rows, and its first lines.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import { show } from "../../protocol/text/visible.ts";
import { countLines, LineCounter } from "./count_lines.ts";
import { isNumber } from "./csv_number.ts";
import { cellsOf } from "./csv_start.ts";
import {
  countFields,
  fieldAt,
  joined,
  nextRecord,
  type Place,
  type Separator,
  SEPARATORS,
  startOf,
  textOf,
} from "./csv_text.ts";
import type { DatasetFailure } from "./failures.ts";
import { labelWordsOf } from "./label_words.ts";
import type { Looks } from "./reader.ts";

/** Rows of a CSV, counted by its lines. */
export function countCsvRows(data: Uint8Array, header: boolean): number {
  return Math.max(1, rowsOf(data, header));
}

/** Counts the rows of a CSV in pieces; of the whole, its header alone is in memory. */
export async function countArrivingRows(
  pieces: AsyncIterable<Uint8Array>,
  header: boolean,
): Promise<number> {
  const lines = new LineCounter();
  /** What has come until the header has ended; undefined afterwards */
  let head: Uint8Array[] | undefined = [];
  let [length, enough] = [0, 0];
  for await (const piece of pieces) {
    if (head === undefined) {
      lines.add(piece);
      continue;
    }
    head.push(piece.slice());
    length += piece.length;
    // A header without an end is not searched through for every piece.
    if (length < enough) continue;
    enough = 2 * length;
    const bytes = joined(head);
    if (!hasEnded(bytes, header)) continue;
    head = undefined;
    lines.add(bytes.subarray(rowsStart(bytes, header)));
  }
  return head === undefined ? Math.max(1, lines.count) : countCsvRows(joined(head), header);
}

/** Bytes that a text may begin with. */
const BYTE_ORDER_MARK = 3;

/** Whether what comes later does not change where the rows begin. */
function hasEnded(bytes: Uint8Array, header: boolean): boolean {
  if (bytes.length < BYTE_ORDER_MARK) return false;
  const first = nextRecord(bytes, startOf(bytes));
  if (first === undefined) return false;
  return header ? !first.open && first.end < bytes.length : first.start < bytes.length;
}

function rowsOf(data: Uint8Array, header: boolean): number {
  return countLines(data.subarray(rowsStart(data, header)));
}

/** Where the rows begin: a header may have more than one line. */
function rowsStart(data: Uint8Array, header: boolean): number {
  const first = nextRecord(data, startOf(data));
  return (header ? first?.end : first?.start) ?? data.length;
}

/**
 * Inspects a CSV without a description.
 *
 * @param label Its column, if somebody knows it: an index, or a name in the header
 * @throws DemlError `data`
 */
export function lookAtCsv(data: Uint8Array, label?: number | string): Looks {
  const { header, columns, fields, labelColumn, separator, words } = csvHead(data, label);
  const looks = { rows: rowsOf(data, header), dims: [fields - 1], labelColumn, header, columns };
  if (!words) return looks;
  return { ...looks, classNames: labelWordsOf(data, labelColumn, { header, separator }) };
}

/** The names in the first line, without their quotes. */
export function columnNames(data: Uint8Array): string[] {
  const sample = data.subarray(0, SAMPLE_BYTES);
  const records = firstRecords(sample);
  const [first] = records;
  return first ? recordOf(sample, first, separatorOf(sample, records)).map(trimmed) : [];
}

/** Lines that are read to find out what a CSV's columns are. */
const SAMPLE_LINES = 400;
const SAMPLE_BYTES = 16 * 1024 * 1024;

/** What the first lines of a CSV show. */
export interface CsvHead {
  separator: Separator;
  header: boolean;
  columns: string[];
  fields: number;
  labelColumn: number;
  /** Whether the labels are words */
  words: boolean;
}

/**
 * Inspects the first lines of a CSV.
 *
 * @param label The label's column, if somebody knows it: an index, or a name in the header
 * @throws DemlError `data`
 */
export function csvHead(bytes: Uint8Array, label?: number | string): CsvHead {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const places = firstRecords(sample);
  const separator = separatorOf(sample, places);
  const records = places.map((place) => recordOf(sample, place, separator));
  const [first, second] = records;
  if (first === undefined) throw wrong({ kind: "data/empty" });
  // Names: no numbers among them, or words above a column of numbers.
  const header = !first.some(isNumber) ||
    (second !== undefined && first.some((cell, i) => isName(cell) && isNumber(second[i] ?? "")));
  const body = header ? records.slice(1) : records;
  const [row] = body;
  if (row === undefined) throw wrong({ kind: "data/csv-header-only" });
  if (header && row.length !== first.length) {
    const [names, cells] = [first.length, row.length];
    throw wrong({ kind: "data/csv-header", names, cells, expected: cells });
  }
  const fields = first.length;
  if (fields < 2) throw wrong({ kind: "data/csv-one-column" });
  const columns = header ? first.map(trimmed) : [];
  const labelColumn = label === undefined
    ? labelColumnOf(columns, body, fields)
    : knownColumn(label, columns, fields);
  const name = columns[labelColumn] ?? "";
  const twice = columns.indexOf(name, labelColumn + 1);
  if (LABEL_NAMES.test(name) && twice >= 0) {
    const [column, first, second] = [show(name, 120), labelColumn + 1, twice + 1];
    throw wrong({ kind: "data/csv-label-twice", column, first, second });
  }
  return { separator, header, columns, fields, labelColumn, words: hasWords(body, labelColumn) };
}

function wrong(failure: DatasetFailure): DemlError<DatasetFailure> {
  return new DemlError<DatasetFailure>(failure);
}

function knownColumn(label: number | string, columns: string[], fields: number): number {
  const index = typeof label === "number" ? label : columns.indexOf(label.trim());
  if (index >= 0 && index < fields) return index;
  throw wrong({ kind: "data/csv-label-column", column: show(String(label), 120) });
}

const LABEL_NAMES = /^(label|labels|class|target|y|digit|category|species)$/i;

/** What stands for a missing number, or would be a number elsewhere, is not a column's name. */
const NO_NAME = /^\s*([\d.+-].*|\?|n\/?a|nan|null|none|inf(inity)?)?\s*$/i;

function isName(cell: string): boolean {
  return !isNumber(cell) && !NO_NAME.test(cell);
}

function labelColumnOf(columns: string[], body: string[][], fields: number): number {
  const named = columns.findIndex((name) => LABEL_NAMES.test(name));
  if (named >= 0) return named;
  const wordy = Array.from({ length: fields }, (_, column) => column)
    .filter((column) => hasWords(body, column) && repeats(body, column));
  if (wordy.length === 1 && wordy[0] !== undefined) return wordy[0];
  /** Distinct values, if they could be labels; a constant column means nothing. */
  const kinds = (column: number) => {
    const found = new Set(body.map((record) => Number(record[column] || NaN)));
    const whole = [...found].every((value) => Number.isInteger(value) && value >= 0);
    return whole && found.size > 1 && Math.max(...found) < 65_536 ? found.size : Infinity;
  };
  const [front, back] = [kinds(0), kinds(fields - 1)];
  // Most tables end with the label; the original MNIST begins with it.
  return front !== Infinity && front < back ? 0 : fields - 1;
}

/** Most cells of a column are words: a few may stand for missing numbers. */
function hasWords(body: string[][], column: number): boolean {
  const words = body.filter((record) => !isNumber(record[column] ?? "")).length;
  return 2 * words > body.length;
}

/** Rows from which words that never repeat are names of things, and not of classes. */
const ENOUGH_ROWS = 10;

/** Whether a column has each of its words twice, on average. */
function repeats(body: string[][], column: number): boolean {
  const words = new Set(body.map((record) => trimmed(record[column] ?? "")));
  return body.length < ENOUGH_ROWS || 2 * words.size <= body.length;
}

/** The separator by which most of the lines have the same number of fields, two or more. */
function separatorOf(sample: Uint8Array, records: Place[]): Separator {
  let [best, most]: [Separator, number] = [",", 0];
  for (const separator of SEPARATORS) {
    const counts = records.map((record) => countFields(sample, record, separator));
    const lines = counts.filter((count) => count > 1 && count === counts.at(-1)).length;
    if (lines > most) [best, most] = [separator, lines];
  }
  return best;
}

function firstRecords(sample: Uint8Array): Place[] {
  const records: Place[] = [];
  let record = nextRecord(sample, startOf(sample));
  while (record !== undefined && records.length < SAMPLE_LINES) {
    // A line that the sample cut off is ignored, unless it is the only one.
    const cut = record.end === sample.length && sample.length === SAMPLE_BYTES;
    if (cut && records.length > 0) break;
    records.push(record);
    record = nextRecord(sample, record.end);
  }
  return records;
}

function recordOf(sample: Uint8Array, record: Place, separator: Separator): string[] {
  const line = sample.subarray(record.start, record.end);
  if (!line.includes(0x22)) return new TextDecoder().decode(line).split(separator);
  try {
    return cellsOf(line, separator);
  } catch {
    // The reader reports faults.
    const count = countFields(sample, record, separator);
    return Array.from({ length: count }, (_, field) => {
      const place = fieldAt(sample, record, field, separator);
      return place ? textOf(sample, place) : "";
    });
  }
}

const trimmed = (cell: string) => cell.trim();
