/**
 * What a CSV shows about itself: the number of its rows, and its first lines.
 *
 * @module
 */
import { parse } from "@std/csv/parse";
import { DemlError } from "../../protocol/errors.ts";
import type { DatasetFailure } from "./failures.ts";
import { countLines } from "./count_lines.ts";
import type { Looks } from "./reader.ts";

/** Rows of a CSV, counted by its lines. */
export function countCsvRows(data: Uint8Array, header: boolean): number {
  return Math.max(1, countLines(data) - (header ? 1 : 0));
}

/** Inspects a CSV without a description. */
export function lookAtCsv(data: Uint8Array): Looks {
  const { header, columns, fields, labelColumn } = csvHead(data);
  const rows = countLines(data) - (header ? 1 : 0);
  return { rows, dims: [fields - 1], labelColumn, header, columns };
}

/** A header is searched for in this many bytes. */
const HEADER = 1_000_000;

/** The names in the first line, without their quotes. */
export function columnNames(data: Uint8Array): string[] {
  const text = new TextDecoder().decode(data.subarray(0, HEADER));
  return (text.split(/\r?\n/, 1)[0] ?? "").split(",")
    .map((name) => name.replace(/^"|"$/g, "").trim());
}

/** Lines that are read to find out what a CSV's columns are. */
const SAMPLE_LINES = 400;
const SAMPLE_BYTES = 16 * 1024 * 1024;

/** What the first lines of a CSV show. */
export interface CsvHead {
  header: boolean;
  columns: string[];
  fields: number;
  labelColumn: number;
}

/** Inspects the first lines of a CSV. */
export function csvHead(bytes: Uint8Array): CsvHead {
  const lines = firstLines(bytes);
  const records = lines.map((line) => cellsOf(line));
  const [first, second] = records;
  if (first === undefined) throw wrong({ kind: "data/empty" });
  const numeric = (cell: string) => cell.trim() !== "" && Number.isFinite(Number(cell));
  // Names: no numbers among them, or words above a column of numbers.
  const header = !first.some(numeric) ||
    (second !== undefined && first.some((cell, i) => !numeric(cell) && numeric(second[i] ?? "")));
  const columns = header ? first.map((cell) => cell.trim()) : [];
  const body = header ? records.slice(1) : records;
  if (body.length === 0) throw wrong({ kind: "data/csv-header-only" });
  const fields = first.length;
  if (fields < 2) throw wrong({ kind: "data/csv-one-column" });
  return { header, columns, fields, labelColumn: labelColumnOf(columns, body, fields) };
}

function wrong(failure: DatasetFailure): DemlError<DatasetFailure> {
  return new DemlError<DatasetFailure>(failure);
}

const LABEL_NAMES = /^(label|labels|class|target|y|digit|category|species)$/i;

function labelColumnOf(columns: string[], body: string[][], fields: number): number {
  const named = columns.findIndex((name) => LABEL_NAMES.test(name));
  if (named >= 0) return named;
  /** Distinct values, if they could be labels; a constant column means nothing. */
  const kinds = (column: number) => {
    const found = new Set(body.map((record) => Number(record[column] ?? NaN)));
    const whole = [...found].every((value) => Number.isInteger(value) && value >= 0);
    return whole && found.size > 1 && Math.max(...found) < 65_536 ? found.size : Infinity;
  };
  const [front, back] = [kinds(0), kinds(fields - 1)];
  // Most tables end with the label; the original MNIST begins with it.
  return front !== Infinity && front < back ? 0 : fields - 1;
}

function firstLines(bytes: Uint8Array): string[] {
  const text = new TextDecoder().decode(bytes.subarray(0, SAMPLE_BYTES));
  const lines: string[] = [];
  for (let start = 0; start < text.length && lines.length < SAMPLE_LINES;) {
    const end = text.indexOf("\n", start);
    // A line that the sample cut off is ignored, unless it is the only one.
    if (end < 0 && bytes.length > SAMPLE_BYTES && lines.length > 0) break;
    const line = text.slice(start, end < 0 ? text.length : end).trim();
    if (line !== "") lines.push(line);
    if (end < 0) break;
    start = end + 1;
  }
  return lines;
}

function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(",");
  try {
    return parse(line)[0] ?? [];
  } catch {
    // A quoted field may span lines; the reader reports faults.
    return line.split(",");
  }
}
