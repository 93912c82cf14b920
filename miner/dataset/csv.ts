/**
 * CSV with one row per sample: numbers, and the label in one column, as a number or a word. Where a
 * spec says so, cells are words or missing.
 *
 * The WASM core reads the rows, straight from the bytes; only a header goes through @std/csv, and
 * columns of words or with missing cells through csv_cells.ts. The
 * text is read in pieces, so that neither it nor its values are ever in memory twice.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import { show } from "../../protocol/text/visible.ts";
import { type Core, CoreError, type TableLayout } from "../../core-wasm/mod.ts";
import { CellCoder, type Coded } from "./csv_cells.ts";
import { rulesOf } from "./csv_columns.ts";
import { type CsvShape, readStart } from "./csv_start.ts";
import { fieldAt, nextLine, piecesOf, textOf, wholeLines } from "./csv_text.ts";
import type { DatasetFailure } from "./failures.ts";
import { release } from "./release.ts";

export type { CsvShape } from "./csv_start.ts";

/** Some rows: `rows × features` values, row after row, and the labels as written. */
export interface Table {
  values: Float32Array<ArrayBuffer>;
  labels: Float32Array<ArrayBuffer>;
}

/**
 * Reads a whole table.
 *
 * @throws DemlError `data` that names line and column
 */
export function readCsv(core: Core, bytes: Uint8Array, shape: CsvShape): Table {
  const { rows, features } = shape;
  const whole = { values: new Float32Array(rows * features), labels: new Float32Array(rows) };
  readCsvParts(core, piecesOf(bytes), shape, ({ values, labels }, first) => {
    whole.values.set(values, first * features);
    whole.labels.set(labels, first);
  });
  return whole;
}

/**
 * Reads a table, some rows at a time.
 *
 * @param pieces The text; each is gone when the next is asked for
 * @param take Called with rows, which are gone when it returns, and the index of the first of them
 * @throws DemlError `data` that names line and column
 */
export function readCsvParts(
  core: Core,
  pieces: Iterable<Uint8Array>,
  shape: CsvShape,
  take: (table: Table, first: number) => void,
): void {
  const { separator, label, names, body } = readStart(pieces, shape);
  const fields = shape.features + 1;
  const coder = shape.cells?.columns &&
    new CellCoder(rulesOf(shape.cells, { names, label, fields }), separator);
  const layout: TableLayout = { fields, label, words: shape.words !== undefined, separator };
  const indices = new Map(shape.words?.map((word, index) => [word, index]));
  const place: Where = { layout, rows: shape.rows, header: shape.header ? 1 : 0, before: 0 };
  for (const lines of wholeLines(body)) {
    const coded: Coded = coder?.code(lines) ?? { text: lines, nan: [] };
    const { text: part, nan } = coded;
    // Every field but an empty word has a character, and a separator. One row more, so that a bad
    // one is read.
    const most = Math.floor((part.length + 1) / (2 * fields - 1)) + 1;
    const into = shape.into?.subarray(place.before * shape.features);
    const rows = Math.min(most, shape.rows - place.before);
    const { values, labels } = readPart(core, coded, rows, place, into);
    for (let at = 0; at < nan.length; at += 2) {
      const [row = 0, column = 0] = [nan[at], nan[at + 1]];
      values[row * shape.features + column - (column > label ? 1 : 0)] = NaN;
    }
    const numbers = layout.words ? indicesOf(part, labels, indices, place) : labels;
    const count = numbers.length;
    take({ values, labels: numbers as Float32Array<ArrayBuffer> }, place.before);
    if (into === undefined) release(values);
    place.before += count;
  }
  if (place.before !== shape.rows) {
    throw wrong({ kind: "data/csv-rows", rows: place.before, expected: shape.rows });
  }
}

/** What an error needs to say where it is. */
interface Where {
  layout: TableLayout;
  rows: number;
  /** Lines of the header */
  header: number;
  /** Rows of earlier parts */
  before: number;
}

function readPart(
  core: Core,
  { text: part, refused }: Coded,
  most: number,
  where: Where,
  into: Float32Array<ArrayBuffer> | undefined,
) {
  try {
    return core.readTable(part, most, where.layout, into);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    if (refused && error.row === refused.row && error.field === refused.column) {
      const row = refused.row + 1 + where.before + where.header;
      throw wrong({ ...refused.because, row, column: refused.column + 1 });
    }
    throw explained(error, part, where);
  }
}

/** The class of every word. */
function indicesOf(
  part: Uint8Array,
  places: ArrayLike<number>,
  indices: Map<string, number>,
  { header, before }: Where,
): Float32Array<ArrayBuffer> {
  const found = new Float32Array(places.length / 2);
  for (let row = 0; row < found.length; row++) {
    const start = places[2 * row] ?? 0;
    const word = textOf(part, { start, end: start + (places[2 * row + 1] ?? 0) });
    const index = indices.get(word);
    if (index === undefined) {
      throw wrong({
        kind: "data/label-word",
        row: row + 1 + before + header,
        label: show(word, 40),
      });
    }
    found[row] = index;
  }
  return found;
}

function explained(error: CoreError, part: Uint8Array, where: Where): Error {
  const { layout: { fields, separator }, rows, header, before } = where;
  const row = (error.row ?? 0) + 1 + before + header;
  const field = error.field ?? 0;
  const column = field + 1;
  const text = () => show(withoutBlanks(cellOf(part, error.row ?? 0, field, separator) ?? ""), 40);
  switch (error.code) {
    case "fields":
      return field === fields
        ? wrong({ kind: "data/csv-more-fields", row, expected: fields })
        : wrong({ kind: "data/csv-fields", row, fields: field, expected: fields });
    case "not-a-number":
      return wrong({ kind: "data/csv-number", row, column, text: text() });
    case "not-finite":
      return wrong({ kind: "data/csv-not-finite", row, column, text: text() });
    case "not-simple":
      return wrong({ kind: "data/label-word", row, label: text() });
    case "too-large":
      return wrong({ kind: "data/csv-more-rows", expected: rows });
    default:
      return error;
  }
}

/** Blanks that are not spaces would be invisible. */
function withoutBlanks(text: string): string {
  return text.replace(
    /[^\S ]/g,
    (blank) => `\\u{${(blank.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

function cellOf(part: Uint8Array, row: number, field: number, separator: string) {
  let line = nextLine(part, 0);
  for (; row > 0 && line !== undefined; row--) line = nextLine(part, line.end);
  const place = line && fieldAt(part, line, field, separator as never);
  return place && new TextDecoder().decode(part.subarray(place.start, place.end));
}

function wrong(failure: DatasetFailure): DemlError<DatasetFailure> {
  return new DemlError<DatasetFailure>(failure);
}
