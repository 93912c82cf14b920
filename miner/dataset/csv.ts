/**
 * CSV with one row a sample: numbers, one column of them the label.
 *
 * The WASM core reads plain numbers, straight from the bytes; a file with quotes, or with more digits
 * than the kernel rounds right, goes through @std/csv.
 *
 * @module
 */
import { parse } from "@std/csv/parse";
import { type Core, CoreError } from "../../core-wasm/mod.ts";
import { dataError } from "./data_error.ts";

/** What to expect of a file. */
export interface CsvShape {
  rows: number;
  /** Values in a row, without the label */
  features: number;
  labelColumn: number | string;
  header: boolean;
}

/** A table: `rows × features` values, row after row, and the labels as they are written. */
export interface Table {
  values: Float32Array<ArrayBuffer>;
  labels: Float32Array<ArrayBuffer>;
}

/**
 * Reads a table.
 *
 * @throws DemlError `data` that names line and column
 */
export function readCsv(core: Core, bytes: Uint8Array, shape: CsvShape): Table {
  const fields = shape.features + 1;
  const text = bytes.subarray(startOf(bytes));
  const { body, names } = shape.header ? splitHeader(text) : { body: text, names: undefined };
  const column = labelColumn(shape, names);
  const before = shape.header ? 1 : 0;
  let cells: Float32Array;
  try {
    cells = core.readCsv(body, fields, shape.rows);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    if (error.code !== "not-simple") throw explain(error, body, fields, shape.rows, before);
    cells = readGeneral(body, fields, shape.rows, before);
  }
  const rows = cells.length / fields;
  if (rows !== shape.rows) {
    throw dataError(`The CSV has ${rows} rows, not the ${shape.rows} that the spec says`);
  }
  return split(cells, rows, fields, column);
}

/** Some programs put a byte order mark in front. */
function startOf(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

function splitHeader(bytes: Uint8Array): { body: Uint8Array; names: string[] } {
  const end = bytes.indexOf(0x0a);
  if (end < 0) throw dataError("The CSV has a header and no row");
  const line = new TextDecoder().decode(bytes.subarray(0, end)).trim();
  return { body: bytes.subarray(end + 1), names: parse(line)[0] ?? [] };
}

function labelColumn(shape: CsvShape, names: string[] | undefined): number {
  const column = typeof shape.labelColumn === "number"
    ? shape.labelColumn
    : names?.indexOf(shape.labelColumn) ?? -1;
  if (column >= 0 && column <= shape.features) return column;
  throw dataError(`The CSV has no label column ${JSON.stringify(shape.labelColumn)}`);
}

function explain(error: CoreError, body: Uint8Array, fields: number, rows: number, before: number) {
  const line = (error.row ?? 0) + 1 + before;
  if (error.code === "fields") {
    const found = error.field === fields ? `more than ${fields}` : `${error.field}`;
    return dataError(`Row ${line} of the CSV has ${found} fields, not ${fields}`);
  }
  if (error.code === "not-a-number") {
    const text = new TextDecoder().decode(body.subarray(0, 1 << 20)).split(/[\r\n]+/);
    const shown = text.filter((row) => row !== "")[error.row ?? 0]?.split(",")[error.field ?? 0];
    const what = shown === undefined ? "is" : `, ${JSON.stringify(shown.slice(0, 40))}, is`;
    return dataError(`Row ${line}, column ${(error.field ?? 0) + 1} of the CSV${what} no number`);
  }
  return dataError(`The CSV has more than the ${rows} rows that the spec says`);
}

function readGeneral(
  body: Uint8Array,
  fields: number,
  rows: number,
  before: number,
): Float32Array {
  let records: string[][];
  try {
    records = parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (cause) {
    throw dataError(`The CSV cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
  if (records.length > rows) throw dataError(`The CSV has more than the ${rows} rows of the spec`);
  const cells = new Float32Array(records.length * fields);
  records.forEach((record, row) => {
    const line = row + 1 + before;
    if (record.length !== fields) {
      throw dataError(`Row ${line} of the CSV has ${record.length} fields, not ${fields}`);
    }
    record.forEach((text, column) => {
      const value = Number(text);
      if (text.trim() === "" || !Number.isFinite(value)) {
        const shown = JSON.stringify(text.slice(0, 40));
        throw dataError(`Row ${line}, column ${column + 1} of the CSV, ${shown}, is no number`);
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
    values.set(cells.subarray(start, start + column), to);
    values.set(cells.subarray(start + column + 1, start + fields), to + column);
  }
  return { values, labels };
}
