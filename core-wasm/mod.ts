/**
 * The WASM core: inflate, base64, byte shuffling, CSV, normalisation, argmax and counting.
 *
 * Everything here is synchronous and copies in and out of the module's memory, so results stay valid.
 * Runs in Deno, in the single binary and in a browser.
 *
 * @module
 */
import { CORE_WASM } from "./generated/core.ts";

/** Why a kernel refused its input. */
export type CoreErrorCode =
  | "truncated"
  | "bad-header"
  | "corrupt"
  | "checksum"
  | "too-large"
  | "not-simple"
  | "fields"
  | "not-a-number";

/** By the status codes of assembly/status.ts. */
const CODES: Record<number, [CoreErrorCode, string]> = {
  1: ["truncated", "The input ends too early"],
  2: ["bad-header", "The header is wrong"],
  3: ["corrupt", "The content is corrupt"],
  4: ["checksum", "The checksum does not match"],
  5: ["too-large", "The content is larger than its limit"],
  7: ["not-simple", "The text needs a full CSV reader"],
  8: ["fields", "A row has the wrong number of fields"],
  9: ["not-a-number", "A field is not a number"],
};
const OK = 0;
const MORE_ROOM = 6;

/** A kernel's refusal. `row` and `field` count from 0 and are there for CSV. */
export class CoreError extends Error {
  override readonly name = "CoreError";

  constructor(
    readonly code: CoreErrorCode,
    message: string,
    readonly row?: number,
    readonly field?: number,
  ) {
    super(message);
  }
}

/** How raw values become a model's input: `(value × scale − mean) / std`. */
export interface Normalisation {
  /** Values of one channel that lie beside each other: height × width, or 1 for channels last */
  plane: number;
  channels: number;
  scale: number;
  /** One a channel */
  mean: ArrayLike<number>;
  std: ArrayLike<number>;
}

/** The kernels. */
export interface Core {
  /**
   * Decodes a whole zlib stream, RFC 1950, with nothing after it.
   *
   * @param limit Most bytes that may come out
   * @throws CoreError `truncated`, `bad-header`, `corrupt`, `checksum` or `too-large`
   */
  inflate(input: Uint8Array, limit: number): Uint8Array<ArrayBuffer>;
  /** Adler-32 of RFC 1950. */
  adler32(input: Uint8Array): number;
  /**
   * Decodes base64 text, RFC 4648 section 4; white space does not count.
   *
   * @throws CoreError `truncated` or `corrupt`
   */
  base64Decode(text: Uint8Array): Uint8Array<ArrayBuffer>;
  /** Turns `width` byte planes back into values; the length must be a multiple of `width`. */
  unshuffle(input: Uint8Array, width: number): Uint8Array<ArrayBuffer>;
  /**
   * Reads rows of numbers.
   *
   * @param fields Numbers in a row
   * @param rows Most rows
   * @returns Values, row after row
   * @throws CoreError `not-simple`, `fields`, `not-a-number` or `too-large`, with row and field
   */
  readCsv(text: Uint8Array, fields: number, rows: number): Float32Array<ArrayBuffer>;
  /** Normalises whole planes; bytes are widened first. */
  normalise(values: Float32Array | Uint8Array, options: Normalisation): Float32Array<ArrayBuffer>;
  /** Index of the largest of every `classes` values, the lower one on a tie. */
  argmax(values: Float32Array, classes: number): Int32Array<ArrayBuffer>;
  /** 1 where a probability is at least one half. */
  threshold(values: Float32Array): Int32Array<ArrayBuffer>;
  hasNaN(values: Float32Array): boolean;
  /** How many labels agree; both have the same length. */
  countEqual(predictions: Int32Array, labels: Int32Array): number;
  /** Counts by label (row) and prediction (column), `classes × classes`. */
  confusion(
    predictions: Int32Array,
    labels: Int32Array,
    classes: number,
  ): Uint32Array<ArrayBuffer>;
}

interface Exports {
  memory: WebAssembly.Memory;
  heapBase(): number;
  inflateStart(source: number, length: number, target: number): void;
  inflateRun(limit: number, final: number): number;
  inflateProduced(): number;
  adler32(source: number, length: number): number;
  base64Decode(source: number, length: number, target: number): number;
  base64Produced(): number;
  unshuffle(source: number, count: number, width: number, target: number): void;
  csvRead(source: number, length: number, fields: number, rows: number, target: number): number;
  csvRow(): number;
  csvField(): number;
  normalise(
    source: number,
    planes: number,
    plane: number,
    channels: number,
    scale: number,
    means: number,
    stds: number,
    target: number,
  ): void;
  widen(source: number, count: number, target: number): void;
  argmax(source: number, rows: number, classes: number, target: number): void;
  threshold(source: number, rows: number, target: number): void;
  hasNaN(source: number, count: number): number;
  countEqual(predictions: number, labels: number, count: number): number;
  confusion(
    predictions: number,
    labels: number,
    count: number,
    classes: number,
    table: number,
  ): void;
}

const PAGE = 65_536;
/** Kernels read and write words; what they are given begins on a boundary of 16 bytes. */
const ALIGNMENT = 16;
/** The first guess for a stream's content is four times its length: what text and floats give. */
const GUESS = 4;

let module: WebAssembly.Module | undefined;

/** Loads a core of its own, with its own memory. */
export function loadCore(): Core {
  module ??= new WebAssembly.Module(Uint8Array.from(atob(CORE_WASM), (c) => c.charCodeAt(0)));
  const exports = new WebAssembly.Instance(module, {
    env: {
      abort: () => {
        throw new Error("The WASM core aborted");
      },
    },
  }).exports as unknown as Exports;
  const base = Math.ceil(exports.heapBase() / ALIGNMENT) * ALIGNMENT;
  let free = base;

  /** Starts a call: all the room above `base` is free again. */
  function begin(): void {
    free = base;
  }
  function room(bytes: number): number {
    const at = free;
    free = Math.ceil((free + bytes) / ALIGNMENT) * ALIGNMENT;
    const missing = free - exports.memory.buffer.byteLength;
    if (missing > 0) exports.memory.grow(Math.ceil(missing / PAGE));
    return at;
  }
  function put(values: Uint8Array | Float32Array | Int32Array): number {
    const at = room(values.byteLength);
    new Uint8Array(exports.memory.buffer, at, values.byteLength).set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    );
    return at;
  }
  const copy = (at: number, bytes: number) =>
    exports.memory.buffer.slice(at, at + bytes) as ArrayBuffer;

  return {
    inflate(input, limit) {
      begin();
      const source = put(input);
      const target = free;
      exports.inflateStart(source, input.length, target);
      for (let size = Math.min(limit, GUESS * input.length + 1024);;) {
        free = target;
        // A copy by words may run up to 7 bytes over: the room has them, the limit does not.
        room(size + 8);
        const status = exports.inflateRun(target + size, size === limit ? 1 : 0);
        if (status === OK) break;
        if (status !== MORE_ROOM) throw failure(status);
        size = Math.min(limit, 2 * size);
      }
      return new Uint8Array(copy(target, exports.inflateProduced()));
    },
    adler32(input) {
      begin();
      return exports.adler32(put(input), input.length) >>> 0;
    },
    base64Decode(text) {
      begin();
      const source = put(text);
      const target = room(Math.ceil(text.length * 3 / 4) + 3);
      const status = exports.base64Decode(source, text.length, target);
      if (status !== OK) throw failure(status);
      return new Uint8Array(copy(target, exports.base64Produced()));
    },
    unshuffle(input, width) {
      if (width < 1 || input.length % width !== 0) {
        throw new RangeError(`${input.length} bytes are no whole number of ${width}-byte values`);
      }
      begin();
      const source = put(input);
      const target = room(input.length);
      exports.unshuffle(source, input.length / width, width, target);
      return new Uint8Array(copy(target, input.length));
    },
    readCsv(text, fields, rows) {
      begin();
      const source = put(text);
      const target = room(4 * fields * rows);
      const status = exports.csvRead(source, text.length, fields, rows, target);
      if (status !== OK) throw failure(status, exports.csvRow(), exports.csvField());
      return new Float32Array(copy(target, 4 * fields * exports.csvRow()));
    },
    normalise(values, { plane, channels, scale, mean, std }) {
      if (values.length % (plane * channels) !== 0) {
        throw new RangeError(`${values.length} values are no whole number of rows`);
      }
      begin();
      const means = put(Float32Array.from(mean));
      const stds = put(Float32Array.from(std));
      const raw = put(values);
      let source = raw;
      if (values instanceof Uint8Array) {
        source = room(4 * values.length);
        exports.widen(raw, values.length, source);
      }
      const target = room(4 * values.length);
      const planes = values.length / plane;
      exports.normalise(source, planes, plane, channels, scale, means, stds, target);
      return new Float32Array(copy(target, 4 * values.length));
    },
    argmax(values, classes) {
      begin();
      const rows = values.length / classes;
      const source = put(values);
      const target = room(4 * rows);
      exports.argmax(source, rows, classes, target);
      return new Int32Array(copy(target, 4 * rows));
    },
    threshold(values) {
      begin();
      const source = put(values);
      const target = room(4 * values.length);
      exports.threshold(source, values.length, target);
      return new Int32Array(copy(target, 4 * values.length));
    },
    hasNaN(values) {
      begin();
      return exports.hasNaN(put(values), values.length) !== 0;
    },
    countEqual(predictions, labels) {
      sameLength(predictions, labels);
      begin();
      return exports.countEqual(put(predictions), put(labels), labels.length) >>> 0;
    },
    confusion(predictions, labels, classes) {
      sameLength(predictions, labels);
      begin();
      const [first, second] = [put(predictions), put(labels)];
      const table = room(4 * classes * classes);
      new Uint8Array(exports.memory.buffer, table, 4 * classes * classes).fill(0);
      exports.confusion(first, second, labels.length, classes, table);
      return new Uint32Array(copy(table, 4 * classes * classes));
    },
  };
}

function failure(status: number, row?: number, field?: number): CoreError {
  const [code, message] = CODES[status] ?? ["corrupt", `Unknown status ${status}`];
  return new CoreError(code, message, row, field);
}

function sameLength(a: ArrayLike<unknown>, b: ArrayLike<unknown>): void {
  if (a.length !== b.length) throw new RangeError(`${a.length} predictions, ${b.length} labels`);
}
