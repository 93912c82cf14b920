/**
 * A data set as models take it: normalised inputs and labels.
 *
 * @module
 */
import type { Core } from "../../core-wasm/mod.ts";
import { readCsvParts } from "./csv.ts";
import { dataError } from "../../protocol/spec/data_error.ts";
import { readIdx, type Values } from "./idx.ts";
import { readNpy } from "./npy.ts";
import { fileOf, type Part } from "../../protocol/spec/part.ts";
import { release } from "./release.ts";
import { channelsOf, featuresOf } from "../../protocol/spec/input_shape.ts";
import type { CompetitionSpec, DataFile, InputSpec } from "../../protocol/spec/spec.ts";

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

/** The files of a data set. */
export interface DataBytes {
  data: Uint8Array;
  /** Of IDX and NPY */
  labels?: Uint8Array;
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
  const normalise = normaliser(core, spec.input);
  const inputs = spec.input.type === "uint8"
    ? new Uint8Array(file.rows * features)
    : new Float32Array(file.rows * features);
  const labels = new Int32Array(file.rows);
  readTables(core, file, features, bytes, (table, first) => {
    const normalised = normalise(table.values);
    inputs.set(normalised, first * features);
    if (normalised !== table.values) release(normalised);
    labels.set(checkedLabels(table.labels, file.classes, first), first);
  });
  return { rows: file.rows, features, inputs, labels };
}

/** Rows as a file holds them. */
interface Table {
  values: Float32Array | Uint8Array;
  labels: Float32Array | Uint8Array;
}

/** Values that are normalised at once: with their copies they stay in a core's cache. */
const CHUNK = 65_536;

/** Hands out the rows of a file, some at a time, so that no second copy of all of them is made. */
function readTables(
  core: Core,
  file: DataFile,
  features: number,
  bytes: DataBytes,
  take: (table: Table, first: number) => void,
): void {
  if (file.format === "csv") {
    const { labelColumn, header = false, rows } = file;
    return readCsvParts(core, bytes.data, { rows, features, labelColumn, header }, take);
  }
  const read = file.format === "idx" ? readIdx : readNpy;
  if (bytes.labels === undefined) throw dataError(`A ${file.format} data set needs its labels`);
  const samples = read(bytes.data);
  const labels = read(bytes.labels);
  checkShape(samples, file.rows, features, "samples");
  checkShape(labels, file.rows, 1, "labels");
  const step = Math.max(1, Math.floor(CHUNK / features));
  for (let first = 0; first < file.rows; first += step) {
    const end = Math.min(first + step, file.rows);
    const values = samples.data.subarray(first * features, end * features);
    take({ values, labels: labels.data.subarray(first, end) }, first);
  }
}

function checkShape(values: Values, rows: number, features: number, what: string): void {
  if (values.shape[0] === rows && values.data.length === rows * features) return;
  throw dataError(
    `The ${what} are ${values.shape.join(" × ")}, the spec asks for ${rows} rows of ${features}`,
  );
}

/** How raw values become what a model takes. */
function normaliser(core: Core, input: InputSpec) {
  if (input.type === "uint8") return wholeBytes;
  const channels = channelsOf(input);
  const plane = input.layout === "channels-last" ? 1 : featuresOf(input) / channels;
  const { scale } = input;
  // One value holds for every channel.
  const each = (given: number[]) =>
    given.length === channels ? given : new Array<number>(channels).fill(given[0]!);
  const [mean, std] = [each(input.mean), each(input.std)];
  return (values: Float32Array | Uint8Array) =>
    core.normalise(values, { plane, channels, scale, mean, std });
}

function wholeBytes(values: Float32Array | Uint8Array): Uint8Array {
  if (values instanceof Uint8Array) return values;
  const bytes = Uint8Array.from(values);
  if (values.some((value, index) => value !== bytes[index])) {
    throw dataError("A value is no whole number from 0 to 255, and the model takes uint8");
  }
  return bytes;
}

function checkedLabels(
  labels: Float32Array | Uint8Array,
  classes: number,
  first: number,
): Int32Array {
  const checked = Int32Array.from(labels);
  checked.forEach((label, row) => {
    if (label !== labels[row] || label < 0 || label >= classes) {
      throw dataError(
        `Row ${first + row + 1} has the label ${labels[row]}, the classes are 0 to ${classes - 1}`,
      );
    }
  });
  return checked;
}
