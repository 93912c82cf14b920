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
import { inRange, labelOf, type Target } from "../../protocol/spec/target.ts";
import type { CompetitionSpec, InputSpec } from "../../protocol/spec/spec.ts";

export type { DataBytes } from "./reader.ts";

/** Rows, ready to run. */
export interface DataSet {
  rows: number;
  /** Values in a row */
  features: number;
  /** `rows × features`, of the spec's type */
  inputs: Float32Array | Uint8Array;
  /** `rows`, each from 0 to classes − 1; of a regression, steps: protocol/spec/target.ts */
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
  const into = inputs instanceof Float32Array ? inputs : undefined;
  const labels = new Int32Array(file.rows);
  const expected = { ...file, features, into, cells: spec.input };
  asDataFailure(
    file.format,
    () =>
      READERS[file.format].read(core, plain, expected, (rows, first) => {
        const start = first * features;
        normalise(rows.values, inputs.subarray(start, start + rows.values.length));
        const checked = spec.target
          ? steps(rows.labels, spec.target, first)
          : checkedLabels(rows.labels, file.classes, first);
        labels.set(checked, first);
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

/** Raw values, and where they are wanted as a model's input. */
type Normaliser = (
  values: Float32Array | Uint8Array,
  into: Float32Array<ArrayBuffer> | Uint8Array,
) => void;

/** How raw values become a model's input: at their own place, if their reader put them there. */
function normaliser(core: Core, input: InputSpec): Normaliser {
  if (input.type === "uint8") return (values, into) => into.set(wholeBytes(values));
  const channels = channelsOf(input);
  const plane = input.layout === "channels-last" ? 1 : featuresOf(input) / channels;
  const { scale } = input;
  const same = isIdentity(input);
  // One value applies to every channel.
  const each = (given: number[]) => {
    const [one = 0] = given;
    return given.length === channels ? given : new Array<number>(channels).fill(one);
  };
  const options = { plane, channels, scale, mean: each(input.mean), std: each(input.std) };
  return (values, into) => {
    if (!same || values instanceof Uint8Array) {
      core.normalise(values, options, into as Float32Array<ArrayBuffer>);
    } else if (values.buffer !== into.buffer) {
      into.set(values);
    }
  };
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

/** The values of a regression, as steps above the least one. */
function steps(values: Float32Array | Uint8Array, target: Target, first: number): Int32Array {
  const strange = values.findIndex((value) => !inRange(value, target));
  if (strange >= 0) {
    throw new DemlError<DatasetFailure>({
      kind: "data/target",
      row: first + strange + 1,
      // As people wrote it: seven digits are what a float32 holds.
      value: String(Number(values[strange]?.toPrecision(7))),
      low: target.range[0],
      high: target.range[1],
    });
  }
  return Int32Array.from(values, (value) => labelOf(value, target));
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
