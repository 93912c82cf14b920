/**
 * What can be wrong with a data set, in addition to protocol/failures.ts. All fields are plain
 * values: the evaluator child sends these failures over its pipe.
 *
 * @module
 */

/** Which of a data set's files. */
export type ArrayFile = "samples" | "labels";

/** `row` and `column` count from 1, including a header; `shape` is like `10 × 28`. */
export type DatasetFailure =
  | { kind: "data/empty" }
  | { kind: "data/no-rows" }
  | { kind: "data/other-format"; file: ArrayFile; found: string; format: string }
  /** A format with one array per file, but only one file given */
  | { kind: "data/no-labels-file"; format: string }
  | { kind: "data/samples-and-labels"; samples: number; labels: number }
  | { kind: "data/other-shape"; file: ArrayFile; shape: string; rows: number; features: number }
  | { kind: "data/values-of-rows"; values: number; rows: number }
  /** `label` as written: it may be a fraction or NaN */
  | { kind: "data/label"; row: number; label: string; classes: number }
  /** A value outside a regression's range; as float32 holds it */
  | { kind: "data/target"; row: number; value: string; low: number; high: number }
  /** A value that is not a whole number from 0 to 255, for a model that takes uint8 */
  | { kind: "data/not-uint8" }
  | { kind: "data/not-idx" }
  /** Text such as `NaN`; `row` and `column` count from 1 */
  | { kind: "data/not-finite"; row: number; column: number; text: string }
  | { kind: "data/compressed" }
  /** Another kind of file, e.g. `Parquet`; `unknown` if it is binary */
  | { kind: "data/other-file"; found: string; format?: string }
  /** Larger than miners fetch for a file of its rows; both in bytes */
  | { kind: "data/too-large"; file: ArrayFile; bytes: number; most: number }
  | { kind: "data/gzip-damaged"; reason: string }
  /** `most` in bytes */
  | { kind: "data/gzip-too-large"; most: number }
  /** `found` lists names */
  | { kind: "data/npz-array"; array: string | undefined; found: string }
  | { kind: "data/npz-too-large"; array: string; most: number }
  | { kind: "data/npz-unreadable"; reason: string }
  | { kind: "data/unreadable"; format: string; reason: string }
  | { kind: "data/idx-type"; type: number }
  | { kind: "data/idx-dimensions"; bytes: number; dimensions: number }
  | { kind: "data/idx-length"; bytes: number; shape: string; expected: number }
  | { kind: "data/not-npy" }
  | { kind: "data/npy-header-length" }
  | { kind: "data/npy-header" }
  /** `holds` in words, where NumPy's type is known */
  | { kind: "data/npy-type"; type: string; holds: string | undefined }
  | { kind: "data/npy-version"; version: number }
  /** Python objects, which only a pickle can restore */
  | { kind: "data/npy-objects" }
  | { kind: "data/npy-length"; bytes: number; shape: string; type: string; expected: number }
  | { kind: "data/csv-unreadable"; reason: string }
  | { kind: "data/csv-header-only" }
  | { kind: "data/csv-one-column" }
  | { kind: "data/csv-label-column"; column: string }
  /** Two columns have the label's name; their places count from 1 */
  | { kind: "data/csv-label-twice"; column: string; first: number; second: number }
  /** The number of names in the header is not that of the cells, or of the columns in the spec */
  | { kind: "data/csv-header"; names: number; cells: number; expected: number }
  | { kind: "data/csv-rows"; rows: number; expected: number }
  | { kind: "data/csv-more-rows"; expected: number }
  | { kind: "data/csv-fields"; row: number; fields: number; expected: number }
  | { kind: "data/csv-more-fields"; row: number; expected: number }
  /** `text` if it is known */
  | { kind: "data/csv-number"; row: number; column: number; text?: string }
  /** Its float32 would be infinite */
  | { kind: "data/csv-not-finite"; row: number; column: number; text: string }
  /** A column that the spec gives a rule: not in the file, the label's, or there twice */
  | { kind: "data/csv-column"; column: string }
  | { kind: "data/csv-column-label"; column: string }
  | { kind: "data/csv-column-taken"; column: string }
  /** A missing cell in a column of categories, whose spec does not say what becomes of it */
  | { kind: "data/csv-missing"; row: number; column: number; text: string }
  /** Quotes within a word that are not double, or do not close */
  | { kind: "data/csv-quotes"; row: number; column: number }
  /** A label that is not the name of a class, or cannot be one */
  | { kind: "data/label-word"; row: number; label: string }
  | { kind: "data/label-words"; most: number };
