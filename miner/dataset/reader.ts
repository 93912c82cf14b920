/**
 * What a format's reader does, and what it is given.
 *
 * @module
 */
import type { Core } from "../../core-wasm/mod.ts";

/** The files of a data set. */
export interface DataBytes {
  data: Uint8Array;
  /** Where labels are a file of their own */
  labels?: Uint8Array;
}

/** What a reader must be told of a file: a spec's description of it says so, and so does a guess. */
export interface Expected {
  rows: number;
  /** Values in a row, without the label */
  features: number;
  /** Of formats that have a column of labels */
  labelColumn?: number | string;
  /** Of formats whose first line may name the columns */
  header?: boolean;
}

/** Some rows as a file holds them: values row after row, and the labels as they are written. */
export interface Rows {
  values: Float32Array | Uint8Array;
  labels: Float32Array | Uint8Array;
}

/** What files say of themselves. */
export interface Looks {
  rows: number;
  /** Dimensions of one row, without the label */
  dims: number[];
  /** Which column holds the label, as far as that can be told */
  labelColumn?: number;
  /** Whether the first line names the columns, and the names */
  header?: boolean;
  columns?: string[];
}

/** Reads one format. Whatever is wrong with a file ends as a DemlError, `data`. */
export interface Reader {
  /**
   * Hands out all rows, some at a time, so that no second copy of all of them is made.
   *
   * @param take Given rows, which may be gone when it returns, and the index of the first of them;
   *   the first row may come again, and all others after it
   */
  read(
    core: Core,
    bytes: DataBytes,
    expected: Expected,
    take: (rows: Rows, first: number) => void,
  ): void;
  /** Counts the rows, of which a `header` is none; 1 or more. */
  countRows(data: Uint8Array, header: boolean): number;
  /** Looks at files that nobody has described. */
  look(bytes: DataBytes): Looks;
  /** The names in the first line; absent where files hold none. */
  columnNames?(data: Uint8Array): string[];
}
