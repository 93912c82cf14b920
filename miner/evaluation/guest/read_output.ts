/**
 * From a model's output to labels: PROTOCOL.md, section 8. Scores and labels lie in the core's
 * memory, where the native engine writes the scores: nothing is copied between the kernels.
 *
 * @module
 */
import type { Core, Held, Region } from "../../../core-wasm/mod.ts";
import type { OutputKind } from "../../model/choose_output.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { Output, Room } from "../engine/engine.ts";
import type { Margins } from "../wire/requests.ts";
import { measureMargins } from "./measure_margins.ts";

/** A prediction outside the classes: never equal to a label. */
const NO_CLASS = -1;
/** Values of output that are read together: 64 KB, few enough to be still in the cache. */
const CHUNK = 16_384;

/** Collects the output of one batch after the other. */
export interface OutputReader {
  /**
   * Memory for the engine to write the scores of these rows to, once their width is known; valid
   * until the core's next call
   */
  room(rows: number): Room | undefined;
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
  /** Of a model that gives probabilities: rows where it is not from 0 to 1 */
  improbable: number;
}

/** Further options of a reader. */
export interface ReadOptions {
  margins?: Margins;
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
  { margins, onRows }: ReadOptions = {},
): OutputReader {
  const predictions = core.hold(Int32Array, rows);
  /** Rows already read; those in `scores` follow */
  let done = 0;
  let scores: Held<Float32Array> | undefined;
  /** All of them, where they lie: of length 0 before they have a place */
  let view: Float32Array = new Float32Array();
  /** Where the engine was asked to write */
  let placed: Room | undefined;
  /** Places by the rows before them: an engine prepares each once */
  const rooms = new Map<number, Room>();
  let columns = 0;
  /** Shape of one row */
  let shape: readonly number[] = [];
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
      onRows?.(values.as(Uint8Array), values.width * columns);
    });
    if (kind === "probability") improbable += countImprobable(values.view);
    if (margins) measureMargins(margins, done, values.view, columns, kind, labels.view);
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

  /** Where the scores of the next rows go. */
  function place(rows: number): Room {
    if (view.length < (waiting + rows) * columns) read();
    if (view.length < rows * columns) {
      scores?.release();
      const chunk = Math.max(rows, Math.floor(CHUNK / columns));
      scores = core.hold(Float32Array, chunk * columns);
      view = scores.region.view;
      rooms.clear();
    }
    const known = rooms.get(waiting);
    if (known?.dims[0] === rows) return known;
    const data = view.subarray(waiting * columns, (waiting + rows) * columns);
    const room = { data, dims: [rows, ...shape] };
    rooms.set(waiting, room);
    return room;
  }

  return {
    room(rows) {
      if (columns === 0 || kind === "labels") return undefined;
      placed = place(rows);
      return placed;
    },
    take(output, rows, given) {
      if (placed !== undefined && output?.data === placed.data) {
        waiting += rows;
        return;
      }
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
      place(rows).data.set((output.data as Float32Array).subarray(0, rows * columns));
      waiting += rows;
    },
    finish() {
      read();
      return { predictions: predictions.region, improbable };
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

function countImprobable(values: Float32Array): number {
  let count = 0;
  for (const value of values) if (value < 0 || value > 1) count++;
  return count;
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
