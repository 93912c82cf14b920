/**
 * The kernels on values that lie in the core's memory, and whose results stay there for the next
 * kernel.
 *
 * @module
 */
import type { Arena } from "./arena.ts";
import { coreError, type CsvPlace } from "./errors.ts";
import { type Exports, MORE_ROOM, OK, SAMPLE_TREE_BYTES } from "./exports.ts";
import type { Normalisation } from "./core.ts";
import type { Region, Values } from "./region.ts";

/** The kernels of `Core`, which documents them, from region to region: nothing is copied out. */
export interface Views {
  /** Copies values into the core's memory: the way in. */
  put<T extends Values>(values: T): Region<T>;
  inflate(input: Region<Uint8Array>, limit: number, size?: number): Region<Uint8Array>;
  adler32(input: Region<Uint8Array>): number;
  base64Decode(text: Region<Uint8Array>): Region<Uint8Array>;
  unshuffle(input: Region<Uint8Array>, width: number): Region<Uint8Array>;
  readCsv(text: Region<Uint8Array>, fields: number, rows: number): Region<Float32Array>;
  readCsvBytes(text: Region<Uint8Array>, fields: number, rows: number): Region<Uint8Array>;
  normalise(
    values: Region<Float32Array> | Region<Uint8Array>,
    options: Normalisation,
  ): Region<Float32Array>;
  swapAxes<T extends Uint8Array | Float32Array>(
    values: Region<T>,
    outer: number,
    inner: number,
  ): Region<T>;
  argmax(values: Region<Float32Array>, classes: number): Region<Int32Array>;
  threshold(values: Region<Float32Array>): Region<Int32Array>;
  hasNaN(values: Region<Float32Array>): boolean;
  countEqual(predictions: Region<Int32Array>, labels: Region<Int32Array>): number;
  topK(
    values: Region<Float32Array>,
    classes: number,
    labels: Region<Int32Array>,
    k: number,
  ): number;
  confusion(
    predictions: Region<Int32Array>,
    labels: Region<Int32Array>,
    classes: number,
  ): Region<Uint32Array>;
  keccak256(input: Region<Uint8Array>): Region<Uint8Array>;
  growSampleTree(tree: Region<Uint8Array>, rows: Region<Uint8Array>, rowBytes: number): void;
  sampleTreeRoot(tree: Region<Uint8Array>): Region<Uint8Array>;
}

/** The first guess for a stream's content is four times its length: what text and floats give. */
const GUESS = 4;
/** Base64 stores whole vectors: the last one may write 4 bytes past its content. */
const BASE64_OVERRUN = 4;
/** Means and deviations lie there four times over: assembly/preprocess/normalise.ts. */
const CHANNEL_PERIODS = 4;
/** Bytes of a Keccak-256 hash. */
const HASH_BYTES = 32;

/** Makes the kernels of one instance. */
export function createViews(exports: Exports, arena: Arena): Views {
  const at = (region: Region) => arena.addressOf(region);

  function inflate(input: Region<Uint8Array>, limit: number, size?: number): Region<Uint8Array> {
    let room = Math.min(limit, size ?? GUESS * input.length + 1024);
    let output = arena.allocate(Uint8Array, room);
    const target = at(output);
    exports.inflateStart(at(input), input.length, target);
    while (true) {
      const status = exports.inflateRun(target + room, room === limit ? 1 : 0);
      if (status === OK) break;
      if (status !== MORE_ROOM) throw coreError(status);
      room = Math.min(limit, 2 * room + 1024);
      output = arena.resize(output, Uint8Array, room);
    }
    return arena.resize(output, Uint8Array, exports.inflateProduced() >>> 0);
  }

  function csv<T extends Uint8Array | Float32Array>(
    kernel: Exports["csvBytes"],
    text: Region<Uint8Array>,
    fields: number,
    rows: number,
    type: { new (buffer: ArrayBuffer, at: number, length: number): T; BYTES_PER_ELEMENT: number },
  ): Region<T> {
    if (!natural(fields) || !natural(rows + 1)) {
      throw new RangeError(`${rows} rows of ${fields} fields`);
    }
    const table = arena.allocate(type, fields * rows);
    const status = kernel(at(text), text.length, fields, rows, at(table));
    if (status !== OK) throw coreError(status, csvPlace(exports));
    return arena.resize(table, type, fields * (exports.csvRow() >>> 0));
  }

  return {
    put: (values) => arena.put(values),
    inflate,
    adler32: (input) => exports.adler32(at(input), input.length) >>> 0,
    base64Decode(text) {
      const output = arena.allocate(
        Uint8Array,
        Math.ceil(text.length * 3 / 4) + BASE64_OVERRUN,
      );
      const status = exports.base64Decode(at(text), text.length, at(output));
      if (status !== OK) throw coreError(status);
      return arena.resize(output, Uint8Array, exports.base64Produced() >>> 0);
    },
    unshuffle(input, width) {
      const count = whole(input.length, width, `values of ${width} bytes`);
      const output = arena.allocate(Uint8Array, input.length);
      exports.unshuffle(at(input), count, width, at(output));
      return output;
    },
    readCsv: (text, fields, rows) => csv(exports.csvFloats, text, fields, rows, Float32Array),
    readCsvBytes: (text, fields, rows) => csv(exports.csvBytes, text, fields, rows, Uint8Array),
    normalise(values, { plane, channels, scale, mean, std }) {
      whole(values.length, plane * channels, `rows of ${channels} planes of ${plane} values`);
      if (!natural(plane)) throw new RangeError(`Planes of ${plane} values`);
      const means = arena.put(repeated(mean, channels));
      const stds = arena.put(repeated(std, channels));
      const output = arena.allocate(Float32Array, values.length);
      // One channel makes one plane of everything.
      const length = channels === 1 ? values.length : plane;
      const kernel = values.width === 1 ? exports.normaliseBytes : exports.normaliseFloats;
      kernel(
        at(values),
        values.length === 0 ? 0 : values.length / length,
        length,
        channels,
        scale,
        at(means),
        at(stds),
        at(output),
      );
      return output;
    },
    swapAxes<T extends Uint8Array | Float32Array>(
      values: Region<T>,
      outer: number,
      inner: number,
    ): Region<T> {
      const what = `rows of ${outer} × ${inner} values`;
      const rows = whole(
        values.length,
        natural(outer) && natural(inner) ? outer * inner : NaN,
        what,
      );
      const bytes = arena.allocate(Uint8Array, values.bytes);
      exports.swapAxes(at(values), rows, outer, inner, values.width, at(bytes));
      return bytes.as(values.type);
    },
    argmax(values, classes) {
      const rows = whole(values.length, classes, `rows of ${classes} classes`);
      const labels = arena.allocate(Int32Array, rows);
      exports.argmax(at(values), rows, classes, at(labels));
      return labels;
    },
    threshold(values) {
      const labels = arena.allocate(Int32Array, values.length);
      exports.threshold(at(values), values.length, at(labels));
      return labels;
    },
    hasNaN: (values) => exports.hasNaN(at(values), values.length) !== 0,
    countEqual(predictions, labels) {
      sameLength(predictions, labels);
      return exports.countEqual(at(predictions), at(labels), labels.length) >>> 0;
    },
    topK(values, classes, labels, k) {
      const rows = whole(values.length, classes, `rows of ${classes} classes`);
      if (!natural(k + 1)) throw new RangeError(`The ${k} largest`);
      if (rows !== labels.length) throw new RangeError(`${rows} rows, ${labels.length} labels`);
      return exports.topK(at(values), rows, classes, at(labels), k) >>> 0;
    },
    confusion(predictions, labels, classes) {
      sameLength(predictions, labels);
      const table = arena.allocate(Uint32Array, classes * classes);
      table.view.fill(0);
      exports.confusion(
        at(predictions),
        at(labels),
        labels.length,
        classes,
        at(table),
      );
      return table;
    },
    keccak256(input) {
      const hash = arena.allocate(Uint8Array, HASH_BYTES);
      exports.keccak256(at(input), input.length, at(hash));
      return hash;
    },
    growSampleTree(tree, rows, rowBytes) {
      sampleTree(tree);
      const count = whole(rows.length, rowBytes, `rows of ${rowBytes} bytes`);
      exports.growSampleTree(at(tree), at(rows), rowBytes, count);
    },
    sampleTreeRoot(tree) {
      sampleTree(tree);
      const root = arena.allocate(Uint8Array, HASH_BYTES);
      exports.sampleTreeRoot(at(tree), at(root));
      return root;
    },
  };
}

function sampleTree({ length }: { length: number }): void {
  if (length !== SAMPLE_TREE_BYTES) throw new RangeError(`A sample tree of ${length} bytes`);
}

function csvPlace(exports: Exports): CsvPlace {
  return {
    row: exports.csvRow() >>> 0,
    field: exports.csvField() >>> 0,
    line: exports.csvLine() >>> 0,
  };
}

function repeated(channels: ArrayLike<number>, count: number): Float32Array {
  if (channels.length !== count) {
    throw new RangeError(`${channels.length} means or deviations for ${count} channels`);
  }
  return Float32Array.from({ length: CHANNEL_PERIODS * count }, (_, i) => channels[i % count]!);
}

function whole(length: number, unit: number, what: string): number {
  const count = length / unit;
  if (natural(unit) && Number.isInteger(count)) return count;
  throw new RangeError(`${length} values are no whole number of ${what}`);
}

function natural(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function sameLength(predictions: { length: number }, labels: { length: number }): void {
  if (predictions.length === labels.length) return;
  throw new RangeError(`${predictions.length} predictions, ${labels.length} labels`);
}
