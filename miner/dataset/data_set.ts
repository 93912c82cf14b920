/**
 * A data set as input of models: normalised inputs and labels.
 *
 * @module
 */
import type { Core } from "../../core-wasm/mod.ts";
import { DemlError } from "../../protocol/errors.ts";
import type { ArrayFile, DatasetFailure } from "./failures.ts";
import { largestFiles } from "../../protocol/spec/largest_files.ts";
import { fileOf, type Part } from "../../protocol/spec/part.ts";
import type { DataBytes } from "./reader.ts";
import { asDataFailure, plainBytes, requireFormat } from "./plain.ts";
import { READERS } from "./readers.ts";
import { release } from "./release.ts";
import { channelsOf, featuresOf } from "../../protocol/spec/input_shape.ts";
import type { CompetitionSpec, InputSpec } from "../../protocol/spec/spec.ts";

export type { DataBytes } from "./reader.ts";

/** Rows, ready to run. */
export interface DataSet {
  rows: number;
  /** Values in a row */
  features: number;
  /** `rows × features`, of the spec's type */
  inputs: Float32Array | Uint8Array;
  /** `rows`, each from 0 to classes − 1 */
  labels: Int32Array;
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
  const most = largestFiles(file, spec.input);
  requireSize(bytes.data, most.data, "samples");
  if (bytes.labels) requireSize(bytes.labels, most.labels, "labels");
  const plain = plainBytes(bytes, most);
  requireFormat(file.format, plain);
  const inputs = spec.input.type === "uint8"
    ? new Uint8Array(file.rows * features)
    : new Float32Array(file.rows * features);
  // A table of a million rows is copied once less.
  const into = inputs instanceof Float32Array && isIdentity(spec.input) ? inputs : undefined;
  const labels = new Int32Array(file.rows);
  asDataFailure(
    file.format,
    () =>
      READERS[file.format].read(core, plain, { ...file, features, into }, (rows, first) => {
        const normalised = normalise(rows.values);
        if (normalised.buffer !== inputs.buffer) inputs.set(normalised, first * features);
        if (normalised !== rows.values) release(normalised);
        labels.set(checkedLabels(rows.labels, file.classes, first), first);
      }),
  );
  // What gzip gave is of no more use.
  if (plain.pieces === undefined && plain.data !== bytes.data) release(plain.data);
  if (plain.labels && plain.labels !== bytes.labels) release(plain.labels);
  return { rows: file.rows, features, inputs, labels };
}

function requireSize({ length: bytes }: Uint8Array, most: number, file: ArrayFile): void {
  if (bytes > most) {
    throw new DemlError<DatasetFailure>({ kind: "data/too-large", file, bytes, most });
  }
}

/** How raw values become a model's input. */
function normaliser(core: Core, input: InputSpec) {
  if (input.type === "uint8") return wholeBytes;
  const channels = channelsOf(input);
  const plane = input.layout === "channels-last" ? 1 : featuresOf(input) / channels;
  const { scale } = input;
  const same = isIdentity(input);
  // One value applies to every channel.
  const each = (given: number[]) => {
    const [one = 0] = given;
    return given.length === channels ? given : new Array<number>(channels).fill(one);
  };
  const [mean, std] = [each(input.mean), each(input.std)];
  return (values: Float32Array | Uint8Array) =>
    same && values instanceof Float32Array
      ? values
      : core.normalise(values, { plane, channels, scale, mean, std });
}

/** Whether a model gets the values of the file unchanged. */
function isIdentity({ scale, mean, std }: InputSpec): boolean {
  return scale === 1 && mean.every((value) => value === 0) && std.every((value) => value === 1);
}

function wholeBytes(values: Float32Array | Uint8Array): Uint8Array {
  if (values instanceof Uint8Array) return values;
  const bytes = Uint8Array.from(values);
  if (values.some((value, index) => value !== bytes[index])) {
    throw new DemlError<DatasetFailure>({ kind: "data/not-uint8" });
  }
  return bytes;
}

function checkedLabels(
  labels: Float32Array | Uint8Array,
  classes: number,
  first: number,
): Int32Array {
  const checked = new Int32Array(labels);
  checked.forEach((label, row) => {
    if (label !== labels[row] || label < 0 || label >= classes) {
      throw new DemlError<DatasetFailure>({
        kind: "data/label",
        row: first + row + 1,
        label: String(labels[row]),
        classes,
      });
    }
  });
  return checked;
}
