/**
 * What a data file contains, guessed from its bytes: format, rows, label column, classes, and how a
 * model gets a row. Pure; the caller may change all of it.
 *
 * @module
 */
import { type Core, loadCore } from "../../core-wasm/mod.ts";
import { DemlError } from "../../protocol/errors.ts";
import { type FormatName } from "../../protocol/spec/formats.ts";
import type { CellSpec } from "../../protocol/spec/columns.ts";
import type { InputSpec } from "../../protocol/spec/spec.ts";
import { asDataFailure, plainBytes } from "../dataset/plain.ts";
import type { DataBytes } from "../dataset/reader.ts";
import { READERS } from "../dataset/readers.ts";
import { formatOf } from "../dataset/sniff.ts";
import type { Target } from "../../protocol/spec/target.ts";
import { guessTarget, type Spread, spreadOf } from "./guess_target.ts";
import { guessCells } from "./guess_cells.ts";

/** The guesses. */
export interface Guess {
  format: FormatName;
  rows: number;
  /** Largest label plus one; absent if labels are not classes, but numbers */
  classes?: number;
  /** The range of labels that are numbers */
  target?: Target;
  /** For formats that have one */
  labelColumn: number;
  header: boolean;
  /** Whether labels are words, and the words: the names of the classes, in their order */
  labelNames: boolean;
  classNames?: string[];
  /** The arrays of samples and labels, for formats with several in a file */
  samplesArray?: string;
  labelsArray?: string;
  /** The names in the header, if any */
  columns: string[];
  /** Values in a row, without the label */
  features: number;
  input: InputSpec;
}

/** The range of a file's values. */
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
 * How a model gets a row.
 *
 * @param dims Of one row in the file
 */
export function guessInput(dims: number[], range: Range): InputSpec {
  const pixels = range.bytes && range.largest > 15;
  const { shape, layout } = shapeOf(dims, range.bytes);
  // x / 255 rounds once; x × (1 / 255) would be wrong in the last bit for half of the values.
  return { shape, layout, type: "float32", scale: 1, mean: [0], std: [pixels ? 255 : 1] };
}

function shapeOf(dims: number[], bytes: boolean): Pick<InputSpec, "shape" | "layout"> {
  const [a = NaN, , c = NaN] = dims;
  if (dims.length === 2) return { shape: [1, ...dims], layout: "channels-first" };
  if (dims.length === 3 && a <= 4) return { shape: dims, layout: "channels-first" };
  if (dims.length === 3 && c <= 4) return { shape: dims, layout: "channels-last" };
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

/**
 * Guesses from the files of a data set, having read all of them.
 *
 * @param label The label's column, if somebody knows it: an index, or a name in the header
 */
export function guessFiles(
  given: DataBytes,
  core: Core = loadCore(),
  label?: number | string,
): Guess {
  const bytes = plainBytes(given);
  const format = formatOf(bytes.data);
  return asDataFailure(format, () => guessPlain(format, bytes, core, label));
}

function guessPlain(
  format: FormatName,
  bytes: DataBytes,
  core: Core,
  label: number | string | undefined,
): Guess {
  const reader = READERS[format];
  const looks = reader.look(bytes, label);
  const { rows, dims, labelColumn = 0, header = false, columns = [] } = looks;
  const { samplesArray, labelsArray, classNames } = looks;
  const labelNames = classNames !== undefined;
  const features = dims.reduce((product, dim) => product * dim, 1);
  const own = { labelColumn, header, samplesArray, labelsArray, labelNames, classNames };
  const read = (cells: CellSpec) => {
    let range: Range = { bytes: true, largest: 0 };
    let spread: Spread | undefined;
    const expected = { rows, features, ...own, cells };
    reader.read(core, bytes, expected, ({ values, labels }, first) => {
      range = rangeOf(values, first === 0 ? undefined : range);
      spread = spreadOf(labels, first === 0 ? undefined : spread);
    });
    return { range, spread };
  };
  const { cells, found: { range, spread } } = readCells(read, () => {
    const surveys = reader.survey?.(bytes.data, label);
    return surveys && guessCells(surveys, columns, labelColumn);
  });
  // A table of words is not a picture, even if all codes are bytes.
  const input = cells.columns
    ? { ...guessInput([features], { ...range, bytes: false }), ...cells } as InputSpec
    : guessInput(dims, range);
  const known = { format, rows, features, input, columns, ...own };
  if (classNames) return { ...known, classes: classNames.length };
  // A file may be empty.
  const seen = spread ?? { low: 0, high: 0, decimals: 0 };
  return { ...known, classes: classesIn(seen), target: guessTarget(seen) };
}

/** Reads numbers; only a table with other cells is surveyed, and read again. */
function readCells<T>(
  read: (cells: CellSpec) => T,
  guess: () => CellSpec | undefined,
): { cells: CellSpec; found: T } {
  try {
    return { cells: {}, found: read({}) };
  } catch (error) {
    if (!(error instanceof DemlError) || error.kind !== "data/csv-number") throw error;
    const cells = guess();
    if (cells?.columns === undefined) throw error;
    return { cells, found: read(cells) };
  }
}

/** A spec has at most 65,536 classes. */
const MOST_LABEL = 65_535;

/** Labels count from 0, and there are at least two classes; numbers of any other kind are values. */
export function classesIn({ low, high, decimals }: Spread): number | undefined {
  return decimals === 0 && low >= 0 && high <= MOST_LABEL ? Math.max(2, high + 1) : undefined;
}
