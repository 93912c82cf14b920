/**
 * What a data file holds, guessed from its bytes: format, rows, label column, classes, and how a model
 * may be given a row. Pure; whoever asked may change all of it.
 *
 * @module
 */
import { parse } from "@std/csv/parse";
import { dataError } from "../../../../protocol/spec/data_error.ts";
import { readIdx, type Values } from "../../../../miner/dataset/idx.ts";
import { readNpy } from "../../../../miner/dataset/npy.ts";
import type { DataFile, InputSpec } from "../../../../protocol/spec/spec.ts";

export type Format = DataFile["format"];

/** What was guessed. */
export interface Guess {
  format: Format;
  rows: number;
  /** Largest label and one */
  classes: number;
  /** Of a CSV */
  labelColumn: number;
  header: boolean;
  /** The names in the header, or none */
  columns: string[];
  /** Values in a row, without the label */
  features: number;
  input: InputSpec;
}

/** The format of a file, by its first bytes. */
export function formatOf(bytes: Uint8Array): Format {
  const starts = (...magic: number[]) => magic.every((byte, i) => bytes[i] === byte);
  if (starts(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59)) return "npy";
  if (starts(0, 0) && bytes.length >= 8 && bytes[3]! >= 1 && bytes[3]! <= 6) return "idx";
  if (starts(0x50, 0x4b) || starts(0x1f, 0x8b)) {
    throw dataError("The file is compressed: unpack it first");
  }
  if (bytes.subarray(0, 4_096).includes(0)) {
    throw dataError("The file is no CSV, IDX or NPY file");
  }
  return "csv";
}

/** Lines that are looked at to tell what a CSV's columns are. */
const SAMPLE_LINES = 400;
const SAMPLE_BYTES = 16 * 1024 * 1024;

/** What the first lines of a CSV say. */
export interface CsvHead {
  header: boolean;
  columns: string[];
  fields: number;
  labelColumn: number;
}

/** Looks at the first lines of a CSV. */
export function csvHead(bytes: Uint8Array): CsvHead {
  const lines = firstLines(bytes);
  if (lines.length === 0) throw dataError("The file is empty");
  const records = lines.map((line) => cellsOf(line));
  const first = records[0]!;
  const numeric = (cell: string) => cell.trim() !== "" && Number.isFinite(Number(cell));
  // Names: not one number among them, or words above a column of numbers.
  const second = records[1];
  const header = !first.some(numeric) ||
    (second !== undefined && first.some((cell, i) => !numeric(cell) && numeric(second[i] ?? "")));
  const columns = header ? first.map((cell) => cell.trim()) : [];
  const body = header ? records.slice(1) : records;
  if (body.length === 0) throw dataError("The CSV has a header and no row");
  const fields = first.length;
  if (fields < 2) throw dataError("The CSV has one column: a row needs values and a label");
  return { header, columns, fields, labelColumn: labelColumnOf(columns, body, fields) };
}

const LABEL_NAMES = /^(label|labels|class|target|y|digit|category|species)$/i;

function labelColumnOf(columns: string[], body: string[][], fields: number): number {
  const named = columns.findIndex((name) => LABEL_NAMES.test(name));
  if (named >= 0) return named;
  /** Distinct values, if they could be labels; one that never changes tells nothing. */
  const kinds = (column: number) => {
    const found = new Set(body.map((record) => Number(record[column] ?? NaN)));
    const whole = [...found].every((value) => Number.isInteger(value) && value >= 0);
    return whole && found.size > 1 && Math.max(...found) < 65_536 ? found.size : Infinity;
  };
  const [front, back] = [kinds(0), kinds(fields - 1)];
  // Most tables end with the label; MNIST's, the original's, begins with it.
  return front !== Infinity && front < back ? 0 : fields - 1;
}

function firstLines(bytes: Uint8Array): string[] {
  const text = new TextDecoder().decode(bytes.subarray(0, SAMPLE_BYTES));
  const lines: string[] = [];
  for (let start = 0; start < text.length && lines.length < SAMPLE_LINES;) {
    const end = text.indexOf("\n", start);
    // A line that the sample cut off says nothing, unless it is the only one.
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
    // A quoted field may go over lines; the reader will say what is wrong, if something is.
    return line.split(",");
  }
}

/** The range of what a file holds. */
export interface Range {
  /** Every value is a whole number from 0 to 255 */
  bytes: boolean;
  largest: number;
}

/** Looks at values; `before` is what earlier ones said. */
export function rangeOf(values: ArrayLike<number>, before?: Range): Range {
  let { bytes, largest } = before ?? { bytes: true, largest: 0 };
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value > largest) largest = value;
    if (bytes && !(value >= 0 && value <= 255 && Number.isInteger(value))) bytes = false;
  }
  return { bytes, largest };
}

/**
 * How a model is given a row.
 *
 * @param dims Of one row as the file has it
 */
export function guessInput(dims: number[], range: Range): InputSpec {
  const pixels = range.bytes && range.largest > 15;
  const { shape, layout } = shapeOf(dims, range.bytes);
  // x / 255 rounds once; x × (1 / 255) would be wrong in the last bit of half of them.
  return { shape, layout, type: "float32", scale: 1, mean: [0], std: [pixels ? 255 : 1] };
}

function shapeOf(dims: number[], bytes: boolean): Pick<InputSpec, "shape" | "layout"> {
  const [a, b, c] = dims;
  if (dims.length === 2) return { shape: [1, a!, b!], layout: "channels-first" };
  if (dims.length === 3 && a! <= 4) return { shape: dims, layout: "channels-first" };
  if (dims.length === 3 && c! <= 4) return { shape: dims, layout: "channels-last" };
  const features = dims.reduce((product, dim) => product * dim, 1);
  if (bytes && dims.length < 2) {
    for (const channels of [1, 3]) {
      const side = Math.sqrt(features / channels);
      if (Number.isInteger(side) && side >= 8) {
        return { shape: [channels, side, side], layout: "channels-first" };
      }
    }
  }
  return { shape: dims.length > 1 ? dims : [features], layout: "flat" };
}

/** Guesses from a file of arrays and its labels. */
export function guessArrays(
  format: "idx" | "npy",
  data: Uint8Array,
  labels: Uint8Array,
): Guess {
  const read = (bytes: Uint8Array, what: string): Values => {
    const found = formatOf(bytes);
    if (found !== format) throw dataError(`The ${what} are ${found}, not ${format}`);
    return format === "idx" ? readIdx(bytes) : readNpy(bytes);
  };
  const samples = read(data, "samples");
  const marks = read(labels, "labels");
  const rows = samples.shape[0]!;
  if (marks.data.length !== rows) {
    throw dataError(`There are ${rows} samples and ${marks.data.length} labels`);
  }
  if (rows === 0) throw dataError("The file holds no rows");
  const dims = samples.shape.length > 1 ? samples.shape.slice(1) : [1];
  return {
    format,
    rows,
    classes: classesOf(largestOf(marks.data)),
    labelColumn: 0,
    header: false,
    columns: [],
    features: dims.reduce((product, dim) => product * dim, 1),
    input: guessInput(dims, rangeOf(samples.data)),
  };
}

/** The largest of some labels, each a whole number from 0. */
export function largestOf(labels: ArrayLike<number>, first = 0): number {
  let largest = 0;
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    if (!Number.isInteger(label) || label < 0 || label > 65_535) {
      throw dataError(
        `Row ${first + row + 1} has the label ${label}; labels are whole numbers from 0 to 65535`,
      );
    }
    if (label > largest) largest = label;
  }
  return largest;
}

/** Labels count from 0; there are two kinds at least. */
export function classesOf(largest: number): number {
  return Math.max(2, largest + 1);
}
