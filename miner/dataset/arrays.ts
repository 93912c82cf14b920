/**
 * Formats with one array per file: samples in one, labels in another.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import type { ArrayFile, DatasetFailure } from "./failures.ts";
import { countOf, type Layout, readElements } from "./elements.ts";
import { release } from "./release.ts";
import { formatOf, HEAD } from "./sniff.ts";
import { type FormatName, FORMATS } from "../../protocol/spec/formats.ts";
import { show } from "../../protocol/text/visible.ts";
import type { Expected, Looks, Reader, Rows } from "./reader.ts";

/** The values of a file's array. */
export interface Values {
  /** Dimensions, the first counts rows */
  shape: number[];
  data: Uint8Array | Float32Array;
}

/** A file of one array, and what it says about itself. */
export interface ArrayBytes {
  bytes: Uint8Array;
  layout: Layout;
}

/** Values per batch of rows: with their normalised copies they stay in a core's cache. */
const CHUNK = 65_536;

/**
 * The reader of such a format.
 *
 * @param layoutOf What a file says about its array, its length checked
 */
export function arrays(format: FormatName, layoutOf: (bytes: Uint8Array) => Layout): Reader {
  const opened = (bytes: Uint8Array) => ({ bytes, layout: layoutOf(bytes) });
  const both = ({ data, labels }: Parameters<Reader["look"]>[0]) => {
    if (labels === undefined) throw wrong({ kind: "data/no-labels-file", format });
    const found = formatOf(labels.subarray(0, HEAD));
    if (found !== format) {
      throw wrong({
        kind: "data/other-format",
        file: "labels",
        found: FORMATS[found].word,
        format,
      });
    }
    return { samples: opened(data), labels: opened(labels) };
  };
  return {
    read(_, bytes, expected, take) {
      const { samples, labels } = both(bytes);
      deliver(samples, labels, expected, take);
    },
    countRows: (data) => layoutOf(data).shape[0] ?? 1,
    look(bytes) {
      const { samples, labels } = both(bytes);
      return looksOf(samples.layout, labels.layout);
    },
  };
}

/** What two arrays show about a data set. */
export function looksOf(samples: Layout, labels: Layout): Pick<Looks, "rows" | "dims"> {
  const [rows = 1, ...dims] = samples.shape;
  const marks = countOf(labels.shape);
  if (marks !== rows) {
    throw wrong({ kind: "data/samples-and-labels", samples: rows, labels: marks });
  }
  if (rows === 0) throw wrong({ kind: "data/no-rows" });
  return { rows, dims: dims.length > 0 ? dims : [1] };
}

/** Delivers the rows of two arrays, some at a time. */
export function deliver(
  samples: ArrayBytes,
  labels: ArrayBytes,
  { rows, features }: Expected,
  take: (rows: Rows, first: number) => void,
): void {
  checkShape(samples.layout, rows, features, "samples");
  checkShape(labels.layout, rows, 1, "labels");
  const step = Math.max(1, Math.floor(CHUNK / features));
  for (let first = 0; first < rows; first += step) {
    const end = Math.min(first + step, rows);
    const values = readElements(samples.bytes, samples.layout, first * features, end * features);
    if (values instanceof Float32Array) requireFinite(values, first, features);
    take({ values, labels: readElements(labels.bytes, labels.layout, first, end) }, first);
    if (values.buffer !== samples.bytes.buffer) release(values);
  }
}

/** PROTOCOL.md, section 9: every value is a finite float32. */
function requireFinite(values: Float32Array, first: number, features: number): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw wrong({
    kind: "data/not-finite",
    row: first + Math.floor(at / features) + 1,
    column: at % features + 1,
    text: String(values[at]),
  });
}

function checkShape({ shape }: Layout, rows: number, features: number, file: ArrayFile): void {
  if (shape[0] === rows && countOf(shape) === rows * features) return;
  throw wrong({
    kind: "data/other-shape",
    file,
    shape: show(shape.join(" × "), 200),
    rows,
    features,
  });
}

function wrong(failure: DatasetFailure): DemlError<DatasetFailure> {
  return new DemlError<DatasetFailure>(failure);
}
