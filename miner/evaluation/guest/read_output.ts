/**
 * From a model's output to labels: PROTOCOL.md, section 8. Scores are copied to the core's memory
 * once, and nothing is copied between the kernels.
 *
 * @module
 */
import type { Core, Held, Region } from "../../../core-wasm/mod.ts";
import type { OutputKind } from "../../model/choose_output.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { Output } from "../engine/engine.ts";
import type { Margins } from "../wire/requests.ts";
import type { Measure } from "./measures/measures.ts";
import { countImprobable } from "./measures/of_probabilities.ts";
import { labelOf, type Target } from "../../../protocol/spec/target.ts";
import { measureMargins } from "./measure_margins.ts";

/** A prediction outside the classes: never equal to a label. */
const NO_CLASS = -1;
/** Values of output that are read together: 64 KB, few enough to be still in the cache. */
const CHUNK = 16_384;

/** Collects the output of one batch after the other. */
export interface OutputReader {
  /**
   * Reads a batch.
   *
   * @param rows Rows that count
   * @param given Rows that were run: more if a fixed batch was padded
   * @throws InvalidModel `output`
   */
  take(output: Output | undefined, rows: number, given: number): void;
  /** Reads the remaining rows. */
  finish(): Answered;
  /** Gives the core's memory back: a reader is for one run, finished or not. */
  release(): void;
}

/** What a model answered to all rows. */
export interface Answered {
  /** One label per row, until the reader is released */
  predictions: Region<Int32Array>;
  /** Of a model that should give probabilities: rows that are not */
  improbable: number;
  /** Whether it gives only that of class 1 */
  single: boolean;
}

/** Further options of a reader. */
export interface ReadOptions {
  margins?: Margins;
  /** Reads the outputs that count, each once and in order */
  take?: Measure["take"];
  /** Whether scores should be probabilities; a single column always is one */
  probabilities?: boolean;
  /** What values are rounded to */
  target?: Target;
  /**
   * Called with the outputs that count, each once and in order, as the engine returned them:
   * `rowBytes` bytes per row, little-endian; a region is valid until it returns
   */
  onRows?: (rows: Uint8Array | Region<Uint8Array>, rowBytes: number) => void;
}

/** Makes a reader for one run over a data set. */
export function readOutput(
  core: Core,
  kind: OutputKind,
  rows: number,
  { margins, take, probabilities = false, target, onRows }: ReadOptions = {},
): OutputReader {
  const predictions = core.hold(Int32Array, rows);
  /** Rows already read; those in `scores` follow */
  let done = 0;
  let scores: Held<Float32Array> | undefined;
  /** All of them, where they lie: of length 0 before they have a place */
  let view: Float32Array = new Float32Array();
  let columns = 0;
  let waiting = 0;
  let improbable = 0;

  function read(): void {
    if (waiting === 0 || scores === undefined) return;
    const values = scores.region.subarray(0, waiting * columns);
    const labels = predictions.region.subarray(done, done + waiting);
    core.scope((views) => {
      const numbers = kind === "scores"
        ? views.argmaxOfNumbers(values, columns, labels)
        : !views.hasNaN(values);
      if (!numbers) throw wrong("its output holds NaN");
      if (kind === "probability") views.threshold(values, labels);
      if (target) labels.view.set(values.view.map((value) => labelOf(value, target)));
      take?.(values, columns, views);
      onRows?.(values.as(Uint8Array), values.width * columns);
    });
    if (kind === "probability" || probabilities) {
      improbable += countImprobable(values.view, columns);
    }
    if (margins && kind !== "value") {
      measureMargins(margins, done, values.view, columns, kind, labels.view);
    }
    done += waiting;
    waiting = 0;
  }

  function checkShape({ data, dims, type }: Output, given: number): void {
    if (!(data instanceof Float32Array)) throw wrong(`its output is ${type}`);
    const width = data.length / given;
    const fits = dims[0] === given && Number.isInteger(width) &&
      (kind === "scores" ? width >= 2 : width === 1) && (columns === 0 || width === columns);
    if (!fits) throw wrong(`its output is [${dims.join(", ")}] for ${given} samples`);
    columns = width;
  }

  /** Copies scores to those that wait. */
  function keep(values: Float32Array): void {
    if (view.length < waiting * columns + values.length) read();
    if (view.length < values.length) {
      scores?.release();
      scores = core.hold(Float32Array, Math.max(values.length, CHUNK));
      view = scores.region.view;
    }
    view.set(values, waiting * columns);
    waiting += values.length / columns;
  }

  return {
    take(output, rows, given) {
      if (output === undefined || output.dims[0] !== given) {
        throw wrong(`its output has ${output?.dims[0] ?? 0} rows for ${given} samples`);
      }
      if (kind === "labels") {
        const labels = labelsOf(output, given);
        predictions.region.view.set(labels.predictions.subarray(0, rows), done);
        onRows?.(bytesOf(labels.given.subarray(0, rows)), labels.given.BYTES_PER_ELEMENT);
        done += rows;
        return;
      }
      checkShape(output, given);
      const values = output.data as Float32Array;
      keep(rows === given ? values : values.subarray(0, rows * columns));
    },
    finish() {
      read();
      return { predictions: predictions.region, improbable, single: kind === "probability" };
    },
    release() {
      scores?.release();
      predictions.release();
    },
  };
}

function wrong(found: string): InvalidModel {
  return new InvalidModel("output", found, { kind: "row-per-sample" });
}

/** Every system that Deno runs on is little-endian, and so are its typed arrays. */
function bytesOf({ buffer, byteOffset, byteLength }: BigInt64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function labelsOf(
  { data }: Output,
  rows: number,
): { given: BigInt64Array; predictions: Int32Array } {
  if (data.length !== rows || !(data instanceof BigInt64Array)) {
    throw wrong("its output is not one int64 label per row");
  }
  const predictions = Int32Array.from(data, (label) => {
    const number = Number(label);
    return number >= 0 && number < 0x7fffffff ? number : NO_CLASS;
  });
  return { given: data, predictions };
}
