/**
 * CSV with one row per sample: numbers, with the label in one column.
 *
 * The WASM core reads plain numbers, straight from the bytes; a file with quotes, or with more
 * digits than the kernel rounds correctly, goes through @std/csv.
 *
 * @module
 */
import { DemlError, reasonOf } from "../../protocol/errors.ts";
import { parse } from "@std/csv/parse";
import { type Core, CoreError } from "../../core-wasm/mod.ts";
import { show } from "../../protocol/text/visible.ts";
import type { DatasetFailure } from "./failures.ts";
import { release } from "./release.ts";

/** What to expect of a file. */
export interface CsvShape {
  rows: number;
  /** Values in a row, without the label */
  features: number;
  labelColumn: number | string;
  header: boolean;
}

/** Some rows: `rows × features` values, row after row, and the labels as written. */
export interface Table {
  values: Float32Array<ArrayBuffer>;
  labels: Float32Array<ArrayBuffer>;
}

/** Text per chunk, in bytes: it and its numbers stay in a core's cache. */
const CHUNK = 256 * 1024;

/**
 * Reads a whole table.
 *
 * @throws DemlError `data` that names line and column
 */
export function readCsv(core: Core, bytes: Uint8Array, shape: CsvShape): Table {
  const { rows, features } = shape;
  const whole = { values: new Float32Array(rows * features), labels: new Float32Array(rows) };
  readCsvParts(core, bytes, shape, ({ values, labels }, first) => {
    whole.values.set(values, first * features);
    whole.labels.set(labels, first);
  });
  return whole;
}

/**
 * Reads a table, some rows at a time, so that there is never a second copy of them all.
 *
 * @param take Called with rows, which are gone when it returns, and the index of the first of them;
 * starts again from the first row if a quote appears late
 * @throws DemlError `data` that names line and column
 */
export function readCsvParts(
  core: Core,
  bytes: Uint8Array,
  shape: CsvShape,
  take: (table: Table, first: number) => void,
): void {
  const fields = shape.features + 1;
  const text = bytes.subarray(startOf(bytes));
  const { body, names } = shape.header ? splitHeader(text) : { body: text, names: undefined };
  const column = labelColumn(shape, names);
  const before = shape.header ? 1 : 0;
  let rows = 0;
  const give = (cells: Float32Array) => {
    const count = cells.length / fields;
    const table = split(cells, count, fields, column);
    release(cells);
    take(table, rows);
    release(table.values);
    rows += count;
  };
  try {
    for (const part of linesTogether(body)) {
      // Every field has a character and a separator. One row more, so that a bad one is read.
      const most = Math.floor((part.length + 1) / (2 * fields)) + 1;
      const left = shape.rows - rows;
      give(readPart(core, part, fields, Math.min(most, left), shape.rows, rows + before));
    }
  } catch (error) {
    if (error !== NOT_SIMPLE) throw error;
    rows = 0;
    give(readGeneral(body, fields, shape.rows, before));
  }
  if (rows !== shape.rows) {
    throw wrong({ kind: "data/csv-rows", rows, expected: shape.rows });
  }
}

/** Thrown if a full CSV reader is needed. */
const NOT_SIMPLE = Symbol("not simple");

function readPart(
  core: Core,
  part: Uint8Array,
  fields: number,
  most: number,
  rows: number,
  before: number,
): Float32Array {
  try {
    return core.readCsv(part, fields, most);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    throw error.code === "not-simple" ? NOT_SIMPLE : explain(error, part, fields, rows, before);
  }
}

/** Whole lines, enough for a chunk. */
function* linesTogether(text: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < text.length;) {
    const end = start + CHUNK < text.length ? text.indexOf(0x0a, start + CHUNK) : -1;
    const next = end < 0 ? text.length : end + 1;
    yield text.subarray(start, next);
    start = next;
  }
}

/** Some programs begin with a byte order mark. */
function startOf(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

function splitHeader(bytes: Uint8Array): { body: Uint8Array; names: string[] } {
  const end = bytes.indexOf(0x0a);
  if (end < 0) throw wrong({ kind: "data/csv-header-only" });
  const line = new TextDecoder().decode(bytes.subarray(0, end)).trim();
  return { body: bytes.subarray(end + 1), names: recordsOf(line)[0] ?? [] };
}

function labelColumn(shape: CsvShape, names: string[] | undefined): number {
  const column = typeof shape.labelColumn === "number"
    ? shape.labelColumn
    : names?.indexOf(shape.labelColumn) ?? -1;
  if (column >= 0 && column <= shape.features) return column;
  throw wrong({ kind: "data/csv-label-column", column: show(String(shape.labelColumn), 120) });
}

function explain(error: CoreError, body: Uint8Array, fields: number, rows: number, before: number) {
  const line = (error.row ?? 0) + 1 + before;
  if (error.code === "fields") {
    if (error.field === fields) {
      return wrong({ kind: "data/csv-more-fields", row: line, expected: fields });
    }
    return wrong({
      kind: "data/csv-fields",
      row: line,
      fields: error.field ?? 0,
      expected: fields,
    });
  }
  if (error.code === "not-a-number") {
    const text = new TextDecoder().decode(body.subarray(0, 1 << 20)).split(/[\r\n]+/);
    const shown = text.filter((row) => row !== "")[error.row ?? 0]?.split(",")[error.field ?? 0];
    return notANumber(line, error.field ?? 0, shown);
  }
  return wrong({ kind: "data/csv-more-rows", expected: rows });
}

function readGeneral(
  body: Uint8Array,
  fields: number,
  rows: number,
  before: number,
): Float32Array {
  const records = recordsOf(body);
  if (records.length > rows) throw wrong({ kind: "data/csv-more-rows", expected: rows });
  const cells = new Float32Array(records.length * fields);
  records.forEach((record, row) => {
    const line = row + 1 + before;
    if (record.length !== fields) {
      throw wrong({
        kind: "data/csv-fields",
        row: line,
        fields: record.length,
        expected: fields,
      });
    }
    record.forEach((text, column) => {
      const value = Number(text);
      if (text.trim() === "" || !Number.isFinite(value)) {
        throw notANumber(line, column, text);
      }
      cells[row * fields + column] = value;
    });
  });
  return cells;
}

function split(cells: Float32Array, rows: number, fields: number, column: number): Table {
  const labels = new Float32Array(rows);
  const values = new Float32Array(rows * (fields - 1));
  for (let row = 0; row < rows; row++) {
    const start = row * fields;
    const to = row * (fields - 1);
    labels[row] = cells[start + column]!;
    if (column > 0) values.set(cells.subarray(start, start + column), to);
    values.set(cells.subarray(start + column + 1, start + fields), to + column);
  }
  return { values, labels };
}

/** The result of @std/csv; whatever it throws is an error of the data. */
function recordsOf(text: string | Uint8Array): string[][] {
  try {
    return parse(
      typeof text === "string" ? text : new TextDecoder("utf-8", { fatal: true }).decode(text),
    );
  } catch (cause) {
    throw wrong({ kind: "data/csv-unreadable", reason: reasonOf(cause) }, cause);
  }
}

/** `column` counts from 0. */
function notANumber(row: number, column: number, text?: string): DemlError<DatasetFailure> {
  const shown = text === undefined ? undefined : show(text, 40);
  return wrong({ kind: "data/csv-number", row, column: column + 1, text: shown });
}

function wrong(failure: DatasetFailure, cause?: unknown): DemlError<DatasetFailure> {
  return new DemlError<DatasetFailure>(failure, { cause });
}
