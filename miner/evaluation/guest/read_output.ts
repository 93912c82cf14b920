/**
 * From a model's output to labels: PROTOCOL.md, section 8.
 *
 * @module
 */
import type { Core } from "../../../core-wasm/mod.ts";
import type { Admitted } from "../../model/admission.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { Output, Room } from "../engine/engine.ts";
import type { Margins } from "../wire/requests.ts";

/** A prediction outside the classes: never equal to a label. */
const NO_CLASS = -1;
/** Values of output that are read together: 64 KB, few enough to be still in the cache. */
const CHUNK = 16_384;

/** Collects the output of one batch after the other. */
export interface OutputReader {
  /** Memory for the engine to write the scores of these rows to, once their width is known */
  room(rows: number): Room | undefined;
  /**
   * Reads a batch.
   *
   * @param rows Rows that count
   * @param given Rows that were run: more if a fixed batch was padded
   * @throws InvalidModel `output`
   */
  take(output: Output | undefined, rows: number, given: number): void;
  /** Reads the remaining rows and returns all predictions. */
  finish(): Int32Array;
}

/** Further options of a reader. */
export interface ReadOptions {
  margins?: Margins;
  /**
   * Called with the outputs that count, each once and in order, as the engine returned them:
   * `rowBytes` bytes per row, little-endian
   */
  onRows?: (rows: Uint8Array, rowBytes: number) => void;
}

/** Makes a reader for one run over a data set. */
export function readOutput(
  core: Core,
  kind: Admitted["outputKind"],
  rows: number,
  { margins, onRows }: ReadOptions = {},
): OutputReader {
  const predictions = new Int32Array(rows);
  /** Rows already read; those in `scores` follow */
  let done = 0;
  let scores = new Float32Array();
  let columns = 0;
  /** Shape of one row */
  let shape: readonly number[] = [];
  let waiting = 0;

  function read(): void {
    if (waiting === 0) return;
    const values = scores.subarray(0, waiting * columns);
    if (core.hasNaN(values)) throw wrong("its output holds NaN");
    const found = kind === "probability" ? core.threshold(values) : core.argmax(values, columns);
    predictions.set(found, done);
    onRows?.(bytesOf(values), values.BYTES_PER_ELEMENT * columns);
    if (margins) measure(margins, done, values, columns, kind, found);
    done += waiting;
    waiting = 0;
  }

  function checkShape({ data, dims, type }: Output, given: number): void {
    if (!(data instanceof Float32Array)) throw wrong(`its output is ${type}`);
    const width = data.length / given;
    const fits = dims[0] === given && Number.isInteger(width) &&
      (kind === "probability" ? width === 1 : width >= 2) && (columns === 0 || width === columns);
    if (!fits) throw wrong(`its output is [${dims.join(", ")}] for ${given} samples`);
    columns = width;
    shape = dims.slice(1);
  }

  function place(rows: number): Float32Array {
    if (scores.length < (waiting + rows) * columns) {
      read();
      const chunk = Math.max(rows, Math.floor(CHUNK / columns));
      if (scores.length < rows * columns) scores = new Float32Array(chunk * columns);
    }
    return scores.subarray(waiting * columns, (waiting + rows) * columns);
  }

  return {
    room(rows) {
      if (columns === 0 || kind === "labels") return undefined;
      return { data: place(rows), dims: [rows, ...shape] };
    },
    take(output, rows, given) {
      if (output === undefined || output.dims[0] !== given) {
        throw wrong(`its output has ${output?.dims[0] ?? 0} rows for ${given} samples`);
      }
      if (kind === "labels") {
        const labels = labelsOf(output, given);
        predictions.set(labels.predictions.subarray(0, rows), done);
        onRows?.(bytesOf(labels.given.subarray(0, rows)), labels.given.BYTES_PER_ELEMENT);
        done += rows;
        return;
      }
      checkShape(output, given);
      const room = place(rows);
      const values = output.data as Float32Array;
      const inPlace = values.buffer === room.buffer && values.byteOffset === room.byteOffset;
      if (!inPlace) room.set(values.subarray(0, rows * columns));
      waiting += rows;
    },
    finish() {
      read();
      return predictions;
    },
  };
}

function wrong(found: string): InvalidModel {
  return new InvalidModel("output", found, { kind: "row-per-sample" });
}

/** Every system that Deno runs on is little-endian, and so are its typed arrays. */
function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | BigInt64Array): Uint8Array {
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

function measure(
  { lead, miss, labels }: Margins,
  start: number,
  values: Float32Array,
  columns: number,
  kind: Admitted["outputKind"],
  found: Int32Array,
): void {
  found.forEach((best, index) => {
    const row = start + index;
    if (kind === "probability") {
      const sure = Math.abs(2 * values[index]! - 1);
      lead[row] = sure;
      miss[row] = best === labels[row] ? 0 : sure;
      return;
    }
    const scores = values.subarray(index * columns, (index + 1) * columns);
    let second = -Infinity;
    scores.forEach((score, column) => {
      if (column !== best && score > second) second = score;
    });
    const top = scores[best]!;
    lead[row] = top - second;
    // A label may be outside the model's classes.
    miss[row] = top - (scores[labels[row]!] ?? second);
  });
}
