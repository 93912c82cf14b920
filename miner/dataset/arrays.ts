/**
 * Formats with one array per file: samples in one, labels in another.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import type { ArrayFile, DatasetFailure } from "./failures.ts";
import { formatOf } from "./sniff.ts";
import { type FormatName } from "../../protocol/spec/formats.ts";
import { show } from "../../protocol/text/visible.ts";
import type { Expected, Reader, Rows } from "./reader.ts";

/** The values of a file's array. */
export interface Values {
  /** Dimensions, the first counts rows */
  shape: number[];
  data: Uint8Array | Float32Array;
}

/** Values per batch of rows: with their normalised copies they stay in a core's cache. */
const CHUNK = 65_536;

/**
 * The reader of such a format.
 *
 * @param shapeOf Dimensions of a file, whose header and length agree
 * @param read Reads a whole file
 */
export function arrays(
  format: FormatName,
  shapeOf: (bytes: Uint8Array) => number[],
  read: (bytes: Uint8Array) => Values,
): Reader {
  const checkedShape = (bytes: Uint8Array, file: ArrayFile) => {
    const found = formatOf(bytes);
    if (found !== format) throw wrong({ kind: "data/other-format", file, found, format });
    return shapeOf(bytes);
  };
  return {
    read(_, { data, labels: marks }, expected, take) {
      if (marks === undefined) throw wrong({ kind: "data/no-labels-file", format });
      deliver(read(data), read(marks), expected, take);
    },
    countRows: (data) => shapeOf(data)[0] ?? 1,
    look({ data, labels }) {
      if (labels === undefined) throw wrong({ kind: "data/no-labels-file", format });
      const [rows = 1, ...dims] = checkedShape(data, "samples");
      const marks = checkedShape(labels, "labels").reduce((product, dim) => product * dim, 1);
      if (marks !== rows) {
        throw wrong({ kind: "data/samples-and-labels", samples: rows, labels: marks });
      }
      if (rows === 0) throw wrong({ kind: "data/no-rows" });
      return { rows, dims: dims.length > 0 ? dims : [1] };
    },
  };
}

/** Delivers the rows of two arrays, some at a time. */
export function deliver(
  samples: Values,
  labels: Values,
  { rows, features }: Expected,
  take: (rows: Rows, first: number) => void,
): void {
  checkShape(samples, rows, features, "samples");
  checkShape(labels, rows, 1, "labels");
  const step = Math.max(1, Math.floor(CHUNK / features));
  for (let first = 0; first < rows; first += step) {
    const end = Math.min(first + step, rows);
    const values = samples.data.subarray(first * features, end * features);
    if (values instanceof Float32Array) requireFinite(values, first, features);
    take({ values, labels: labels.data.subarray(first, end) }, first);
  }
}

/** PROTOCOL.md, section 9: every value is a finite float32. */
function requireFinite(values: ArrayLike<number>, first: number, features: number): void {
  for (let at = 0; at < values.length; at++) {
    if (Number.isFinite(values[at])) continue;
    throw wrong({
      kind: "data/not-finite",
      row: first + Math.floor(at / features) + 1,
      column: at % features + 1,
      text: String(values[at]),
    });
  }
}

function checkShape(values: Values, rows: number, features: number, file: ArrayFile): void {
  if (values.shape[0] === rows && values.data.length === rows * features) return;
  const shape = show(values.shape.join(" × "), 200);
  throw wrong({ kind: "data/other-shape", file, shape, rows, features });
}

function wrong(failure: DatasetFailure): DemlError<DatasetFailure> {
  return new DemlError<DatasetFailure>(failure);
}
