/**
 * A data set as models take it: normalised inputs and labels.
 *
 * @module
 */
import type { Core } from "../../core-wasm/mod.ts";
import { readCsv } from "./csv.ts";
import { dataError } from "./data_error.ts";
import { readIdx, type Values } from "./idx.ts";
import { readNpy } from "./npy.ts";
import {
  channelsOf,
  type CompetitionSpec,
  type DataFile,
  featuresOf,
  type InputSpec,
} from "./spec.ts";

/** Rows ready to be run. */
export interface DataSet {
  rows: number;
  /** Values in a row */
  features: number;
  /** `rows × features`, of the spec's type */
  inputs: Float32Array | Uint8Array;
  /** `rows`, each from 0 to classes − 1 */
  labels: Int32Array;
}

/** Which of a spec's data sets. */
export type Part = "test" | "validation";

/** The files of a data set. */
export interface DataBytes {
  data: Uint8Array;
  /** Of IDX and NPY */
  labels?: Uint8Array;
}

/** The description of one of a spec's data sets. */
export function fileOf(spec: CompetitionSpec, part: Part): DataFile {
  const file = part === "test" ? spec.test : spec.validation;
  if (file === undefined) throw dataError("The competition has no public validation set");
  return file;
}

/**
 * Reads and normalises a data set.
 *
 * @throws DemlError `data`
 */
export function readDataSet(
  core: Core,
  spec: CompetitionSpec,
  part: Part,
  bytes: DataBytes,
): DataSet {
  const file = fileOf(spec, part);
  const features = featuresOf(spec.input);
  const { values, labels } = readValues(core, file, features, bytes);
  return {
    rows: file.rows,
    features,
    inputs: normalised(core, values, spec.input),
    labels: checkedLabels(labels, file.classes),
  };
}

function readValues(core: Core, file: DataFile, features: number, bytes: DataBytes) {
  if (file.format === "csv") {
    const { labelColumn, header = false, rows } = file;
    return readCsv(core, bytes.data, { rows, features, labelColumn, header });
  }
  const read = file.format === "idx" ? readIdx : readNpy;
  if (bytes.labels === undefined) throw dataError(`A ${file.format} data set needs its labels`);
  const samples = read(bytes.data);
  const labels = read(bytes.labels);
  checkShape(samples, file.rows, features, "samples");
  checkShape(labels, file.rows, 1, "labels");
  return { values: samples.data, labels: labels.data };
}

function checkShape(values: Values, rows: number, features: number, what: string): void {
  if (values.shape[0] === rows && values.data.length === rows * features) return;
  throw dataError(
    `The ${what} are ${values.shape.join(" × ")}, the spec asks for ${rows} rows of ${features}`,
  );
}

function normalised(
  core: Core,
  values: Float32Array | Uint8Array,
  input: InputSpec,
): Float32Array | Uint8Array {
  if (input.type === "uint8") {
    if (values instanceof Uint8Array) return values;
    const bytes = Uint8Array.from(values);
    if (values.some((value, index) => value !== bytes[index])) {
      throw dataError("A value is no whole number from 0 to 255, and the model takes uint8");
    }
    return bytes;
  }
  const channels = channelsOf(input);
  const features = featuresOf(input);
  const plane = input.layout === "channels-last" ? 1 : features / channels;
  const { scale, mean, std } = input;
  return core.normalise(values, { plane, channels, scale, mean, std });
}

function checkedLabels(labels: Float32Array | Uint8Array, classes: number): Int32Array {
  const checked = Int32Array.from(labels);
  checked.forEach((label, row) => {
    if (label !== labels[row] || label < 0 || label >= classes) {
      throw dataError(
        `Row ${row + 1} has the label ${labels[row]}, the classes are 0 to ${classes - 1}`,
      );
    }
  });
  return checked;
}
