/**
 * CSV: a table is what a plain reader makes of the text, however many rows are read at once, whatever
 * the core's memory held before, with and without SIMD; all else is a DemlError.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { loadCore } from "../../core-wasm/mod.ts";
import { type CsvShape, readCsv, readCsvParts, type Table } from "../../miner/dataset/csv.ts";
import { isNumber } from "../../miner/dataset/csv_number.ts";
import { nearestFloat } from "../../core-wasm/suite/nearest.ts";
import type { CellSpec } from "../../protocol/spec/columns.ts";
import { DemlError } from "../../protocol/errors.ts";
import { below, damaged, noise } from "./damage.ts";
import { type Fuzz, play } from "./fuzzer.ts";
import { pick, type Random } from "./mutate.ts";

export const NAME = "csv";

const CORES = [loadCore({ build: "simd" }), loadCore({ build: "scalar" })];

/** Of the rows of a file that is read in several parts. */
const MANY = 30_000;

export const fuzz: Fuzz = (random, until) => play(random, until, one);

function one(next: Random): void {
  const header = next() < 0.3;
  const features = 1 + below(next, 5);
  const rows = next() < 0.02 ? MANY : below(next, 8);
  const labelColumn = header && next() < 0.5 ? "c0" : below(next, features + 1);
  const shape: CsvShape = {
    rows: Math.max(1, rows + pick(next, [0, 0, 0, 0, 1, -1])),
    features,
    labelColumn,
    header,
    ...(next() < 0.4 && { cells: cellsOf(next, features) }),
  };
  const end = pick(next, ["\n", "\n", "\r\n", "\n\n", "\r"]);
  const separator = pick(next, [",", ",", ";", "\t"]);
  const lines = Array.from(
    { length: rows },
    () => Array.from({ length: features + 1 }, () => field(next)).join(separator),
  );
  if (header) {
    lines.unshift(Array.from({ length: features + 1 }, (_, i) => `c${i}`).join(separator));
  }
  const text = (next() < 0.1 ? "\ufeff" : "") + lines.join(end) + (next() < 0.7 ? end : "");
  const encoded = new TextEncoder().encode(text);
  const harmed = next() < 0.4;
  const bytes = harmed ? damaged(next, encoded) : encoded;
  const given = bytes.slice();
  const [first, ...others] = CORES.flatMap((core) => {
    const whole = attempt(() => readCsv(core, bytes, shape));
    // What lay in the core's memory must not matter.
    attempt(() => core.readCsv(noise(next, 300), 3, 9));
    const size = 1 + below(next, pick(next, [3, 30, 300, 300_000]));
    return [whole, attempt(() => inParts(core, bytes, shape, size))];
  });
  assertEquals(bytes, given, "the reader wrote into what it was given");
  for (const other of others) assertEquals(other, first);
  if (!harmed && shape.cells === undefined) {
    compare(lines.slice(header ? 1 : 0), shape, separator, first!);
  }
}

/** Rules for columns; their own test has what is read by them. */
function cellsOf(next: Random, features: number): CellSpec {
  const columns = Array.from({ length: 1 + below(next, features) }, (_, column) => ({
    column: next() < 0.2 ? `c${column}` : column,
    ...(next() < 0.6 && { categories: [pick(next, ["1", "x"]), "NaN", '"', "5"] }),
    ...(next() < 0.6 && { missing: pick(next, ["nan", 0, -1e-30, 123_456_789] as const) }),
  }));
  return { columns, missingWords: pick(next, [[], ["inf"], ["-", "0x10"]]) };
}

type Result = Table | string;

function attempt<T>(read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof DemlError && error.code === "data") return error.message;
    if (error instanceof Error && error.name === "CoreError") return error.message;
    throw error;
  }
}

function inParts(
  core: typeof CORES[number],
  bytes: Uint8Array,
  shape: CsvShape,
  size: number,
): Table {
  const pieces = function* () {
    // One buffer for all, as a file is read.
    const buffer = new Uint8Array(size);
    for (let at = 0; at < bytes.length; at += size) {
      const piece = bytes.subarray(at, at + size);
      buffer.set(piece);
      yield buffer.subarray(0, piece.length);
    }
  };
  const table = {
    values: new Float32Array(shape.rows * shape.features),
    labels: new Float32Array(shape.rows),
  };
  readCsvParts(core, pieces(), shape, ({ values, labels }, first) => {
    assertEquals(values.length, labels.length * shape.features);
    table.values.set(values, first * shape.features);
    table.labels.set(labels, first);
  });
  return table;
}

/** What a plain reader makes of lines that nothing happened to. */
function compare(lines: string[], shape: CsvShape, separator: string, found: Result): void {
  const cells = lines.map((line) => line.split(separator).map(unquoted));
  const plain = lines.length === shape.rows && cells.flat().every(isNumber) &&
    cells.flat().every((cell) => Number.isFinite(nearestFloat(cell)));
  if (typeof found === "string") return assert(!plain, `refused: ${found}`);
  assert(plain, "not refused");
  const column = typeof shape.labelColumn === "number" ? shape.labelColumn : 0;
  const labels = cells.map((row) => nearestFloat(row[column]!));
  const values = cells.flatMap((row) => row.toSpliced(column, 1).map(nearestFloat));
  assertEquals(found.labels, Float32Array.from(labels));
  assertEquals(found.values, Float32Array.from(values));
}

function unquoted(cell: string): string {
  return /^"[^"]*"$/.test(cell) ? cell.slice(1, -1) : cell;
}

function field(next: Random): string {
  return next() < 0.1 ? `"${bare(next)}"` : bare(next);
}

function bare(next: Random): string {
  const way = next();
  if (way < 0.5) return String(below(next, 300));
  if (way < 0.7) return String((next() - 0.5) * 10 ** below(next, 12));
  if (way < 0.8) return `${below(next, 100)}.${String(next()).slice(2, 2 + below(next, 20))}`;
  if (way < 0.96) return `${below(next, 10)}e${below(next, 80) - 40}`;
  if (way < 0.98) return `${String(next()).slice(2)}${String(next()).slice(2)}`;
  return pick(next, [
    "",
    '"1"',
    '"1,2"',
    "NaN",
    "inf",
    "1e999",
    "0x10",
    " 5",
    "5 ",
    "-",
    ".",
    "1e",
    "+1",
    "--1",
    "١",
    '"',
  ]);
}
