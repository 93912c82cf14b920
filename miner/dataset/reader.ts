/**
 * A format's reader, and its input.
 *
 * @module
 */
import type { Core } from "../../core-wasm/mod.ts";
import type { CellSpec } from "../../protocol/spec/columns.ts";
import type { ColumnSurvey } from "./csv_survey.ts";

/** The files of a data set. */
export interface DataBytes {
  data: Uint8Array;
  /** Instead of `data`, for formats that are read so: pieces, each gone when the next is asked for */
  pieces?: Iterable<Uint8Array>;
  /** If labels are a separate file */
  labels?: Uint8Array;
}

/** What a reader must know about a file: from a spec's description, or from a guess. */
export interface Expected {
  rows: number;
  /** Values in a row, without the label */
  features: number;
  /** For formats with a column of labels */
  labelColumn?: number | string;
  /** For formats whose first line may name the columns */
  header?: boolean;
  /** Where floats may be delivered, `rows × features`: their reader may also deliver its own */
  into?: Float32Array<ArrayBuffer>;
  /** For formats with several arrays in a file */
  samplesArray?: string;
  labelsArray?: string;
  /** Whether the labels are words: the names of the classes */
  labelNames?: boolean;
  classNames?: readonly string[];
  /** For formats with cells that may be words or missing */
  cells?: CellSpec;
}

/** Some rows of a file: values row after row, and the labels as written. */
export interface Rows {
  values: Float32Array | Uint8Array;
  labels: Float32Array | Uint8Array;
}

/** What files show about themselves. */
export interface Looks {
  rows: number;
  /** Dimensions of one row, without the label */
  dims: number[];
  /** Index of the label's column, if that can be found out */
  labelColumn?: number;
  /** Whether the first line names the columns, and the names */
  header?: boolean;
  columns?: string[];
  /** The arrays of samples and labels, where a file has several */
  samplesArray?: string;
  labelsArray?: string;
  /** The names of the classes, sorted, if the labels are words */
  classNames?: string[];
}

/** Reads one format. Every fault of a file ends in a DemlError, `data`. */
export interface Reader {
  /**
   * Delivers all rows, some at a time, so that there is no second copy of them all.
   *
   * @param take Called with rows, which may be gone when it returns, and the index of the first of
   * them
   */
  read(
    core: Core,
    bytes: DataBytes,
    expected: Expected,
    take: (rows: Rows, first: number) => void,
  ): void;
  /** Counts the rows, without a `header`; 1 or more. */
  countRows(data: Uint8Array, header: boolean): number;
  /** Inspects files without a description; `label` is its column, if somebody knows it. */
  look(bytes: DataBytes, label?: number | string): Looks;
  /** Surveys the cells of columns; absent if they can only be numbers. */
  survey?(data: Uint8Array, label?: number | string): ColumnSurvey[];
  /** The names in the first line; absent if files have none. */
  columnNames?(data: Uint8Array): string[];
}
