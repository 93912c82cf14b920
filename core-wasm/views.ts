/**
 * The kernels on values that lie in the core's memory, and whose results stay there for the next
 * kernel.
 *
 * @module
 */
import type { Arena } from "./arena.ts";
import { counted, MOST, regionOf } from "./arguments.ts";
import { coreError, type CsvPlace } from "./errors.ts";
import { type Exports, MORE_ROOM, OK, SAMPLE_TREE_BYTES } from "./exports.ts";
import type { Region, Values } from "./region.ts";

/** How raw values become a model's input: `(value × scale − mean) / std`, each step in float32. */
export interface Normalisation {
  /** Adjacent values of one channel: height × width, or 1 for channels last */
  plane: number;
  channels: number;
  scale: number;
  /** One per channel */
  mean: ArrayLike<number>;
  /** One per channel */
  std: ArrayLike<number>;
}

/**
 * The kernels of `Core`, which documents them, from region to region: nothing is copied out. `into`
 * is where a result goes, of exactly its length, if not into memory of its own.
 */
export interface Views {
  /** Copies values into the core's memory: the way in. */
  put<T extends Values>(values: T): Region<T>;
  inflate(input: Region<Uint8Array>, limit: number, size?: number): Region<Uint8Array>;
  adler32(input: Region<Uint8Array>): number;
  base64Decode(text: Region<Uint8Array>): Region<Uint8Array>;
  unshuffle(input: Region<Uint8Array>, width: number): Region<Uint8Array>;
  readCsv(text: Region<Uint8Array>, fields: number, rows: number): Region<Float32Array>;
  readCsvBytes(text: Region<Uint8Array>, fields: number, rows: number): Region<Uint8Array>;
  readTable(text: Region<Uint8Array>, rows: number, layout: TableLayout): TableRegions;
  normalise(
    values: Region<Float32Array> | Region<Uint8Array>,
    options: Normalisation,
  ): Region<Float32Array>;
  swapAxes<T extends Uint8Array | Float32Array>(
    values: Region<T>,
    outer: number,
    inner: number,
  ): Region<T>;
  argmax(
    values: Region<Float32Array>,
    classes: number,
    into?: Region<Int32Array>,
  ): Region<Int32Array>;
  /**
   * `argmax` if none of the values is NaN.
   *
   * @returns Whether that is so; if not, what is in `into` means nothing
   */
  argmaxOfNumbers(
    values: Region<Float32Array>,
    classes: number,
    into: Region<Int32Array>,
  ): boolean;
  threshold(values: Region<Float32Array>, into?: Region<Int32Array>): Region<Int32Array>;
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

/** How the text of a table is made. */
export interface TableLayout {
  /** In a row, the label among them */
  fields: number;
  /** Index of the label's column */
  label: number;
  /** Whether the label is a word */
  words: boolean;
  /** One ASCII character */
  separator: string;
}

/** A table in the core's memory. */
export interface TableRegions {
  /** Row after row, without the labels */
  values: Region<Float32Array>;
  /** As numbers, or, of words, where each begins in the text and its bytes */
  labels: Region<Float32Array> | Region<Uint32Array>;
}

/** The first guess for a stream's content is four times its length: what text and floats give. */
const GUESS = 4;
/** Base64 stores whole vectors: the last one may write 4 bytes past its content. */
const BASE64_OVERRUN = 4;
/** Means and deviations are stored four times over: assembly/preprocess/normalise.ts. */
const CHANNEL_PERIODS = 4;
/** The separator of a CSV. */
const COMMA = 44;
/** A column beyond all: no label. */
const NO_LABEL = -1;
/** Where a sample tree counts its leaves, in words of 4 bytes. */
const LEAVES = 8;
/** Bytes of a Keccak-256 hash. */
const HASH_BYTES = 32;

/** Makes the kernels of one instance. */
export function createViews(exports: Exports, arena: Arena): Views {
  const at = (region: Region) => arena.addressOf(region);

  function inflate(input: Region<Uint8Array>, limit: number, size?: number): Region<Uint8Array> {
    regionOf(input, Uint8Array);
    counted(limit, "The limit", 0);
    if (size !== undefined) counted(size, "The size", 0);
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
    kernel: (source: number, length: number, fields: number, rows: number, to: number) => number,
    text: Region<Uint8Array>,
    fields: number,
    rows: number,
    type: { new (buffer: ArrayBuffer, at: number, length: number): T; BYTES_PER_ELEMENT: number },
  ): Region<T> {
    regionOf(text, Uint8Array);
    counted(fields, "The number of fields");
    counted(rows, "The number of rows", 0);
    const table = arena.allocate(type, fields * rows);
    const status = kernel(at(text), text.length, fields, rows, at(table));
    if (status !== OK) throw coreError(status, csvPlace(exports));
    return arena.resize(table, type, fields * (exports.csvRow() >>> 0));
  }

  function commaFloats(...place: [number, number, number, number, number]): number {
    return exports.csvFloats(...place, COMMA, NO_LABEL, 0, 0);
  }

  function readTable(text: Region<Uint8Array>, rows: number, layout: TableLayout): TableRegions {
    regionOf(text, Uint8Array);
    const { fields, label, words, separator } = layout;
    counted(fields, "The number of fields");
    counted(rows, "The number of rows", 0);
    counted(label, "The label's column", 0);
    if (label >= fields) throw new RangeError(`${fields} fields have no column ${label}`);
    const character = separator.charCodeAt(0);
    if (separator.length !== 1 || character > 127) throw new RangeError("One ASCII character");
    const type = words ? Uint32Array : Float32Array;
    const labels = arena.allocate<Uint32Array | Float32Array>(type, words ? 2 * rows : rows);
    const values = arena.allocate(Float32Array, (fields - 1) * rows);
    const status = exports.csvFloats(
      at(text),
      text.length,
      fields,
      rows,
      at(values),
      character,
      label,
      at(labels),
      words ? 1 : 0,
    );
    if (status !== OK) throw coreError(status, csvPlace(exports));
    const found = exports.csvRow() >>> 0;
    return {
      values: values.subarray(0, (fields - 1) * found),
      labels: labels.subarray(0, words ? 2 * found : found) as TableRegions["labels"],
    };
  }

  function labelsFor(rows: number, into?: Region<Int32Array>): Region<Int32Array> {
    if (into === undefined) return arena.allocate(Int32Array, rows);
    regionOf(into, Int32Array);
    if (into.length === rows) return into;
    throw new RangeError(`${rows} rows, room for ${into.length} labels`);
  }

  return {
    put: (values) => arena.put(values),
    inflate,
    adler32: (input) => exports.adler32(at(regionOf(input, Uint8Array)), input.length) >>> 0,
    base64Decode(text) {
      regionOf(text, Uint8Array);
      const output = arena.allocate(
        Uint8Array,
        Math.ceil(text.length * 3 / 4) + BASE64_OVERRUN,
      );
      const status = exports.base64Decode(at(text), text.length, at(output));
      if (status !== OK) throw coreError(status);
      return arena.resize(output, Uint8Array, exports.base64Produced() >>> 0);
    },
    unshuffle(input, width) {
      regionOf(input, Uint8Array);
      counted(width, "The width of a value");
      const count = whole(input.length, width, `values of ${width} bytes`);
      const output = arena.allocate(Uint8Array, input.length);
      exports.unshuffle(at(input), count, width, at(output));
      return output;
    },
    readCsv: (text, fields, rows) => csv(commaFloats, text, fields, rows, Float32Array),
    readCsvBytes: (text, fields, rows) => csv(exports.csvBytes, text, fields, rows, Uint8Array),
    readTable,
    normalise(values, { plane, channels, scale, mean, std }) {
      regionOf(values as Region, Uint8Array, Float32Array);
      counted(plane, "The values of a plane");
      counted(channels, "The number of channels");
      if (typeof scale !== "number") throw new TypeError(`The scale is a ${typeof scale}`);
      whole(values.length, plane * channels, `rows of ${channels} planes of ${plane} values`);
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
      regionOf(values, Uint8Array, Float32Array);
      counted(outer, "The outer axis");
      counted(inner, "The inner axis");
      const rows = whole(values.length, outer * inner, `rows of ${outer} × ${inner} values`);
      const bytes = arena.allocate(Uint8Array, values.bytes);
      exports.swapAxes(at(values), rows, outer, inner, values.width, at(bytes));
      return bytes.as(values.type);
    },
    argmax(values, classes, into) {
      const rows = rowsOf(values, classes);
      const labels = labelsFor(rows, into);
      exports.argmax(at(values), rows, classes, at(labels));
      return labels;
    },
    argmaxOfNumbers(values, classes, into) {
      const rows = rowsOf(values, classes);
      const labels = labelsFor(rows, into);
      return exports.argmaxOfNumbers(at(values), rows, classes, at(labels)) !== 0;
    },
    threshold(values, into) {
      regionOf(values, Float32Array);
      const labels = labelsFor(values.length, into);
      exports.threshold(at(values), values.length, at(labels));
      return labels;
    },
    hasNaN: (values) => exports.hasNaN(at(regionOf(values, Float32Array)), values.length) !== 0,
    countEqual(predictions, labels) {
      regionOf(predictions, Int32Array);
      regionOf(labels, Int32Array);
      sameLength(predictions, labels);
      return exports.countEqual(at(predictions), at(labels), labels.length) >>> 0;
    },
    topK(values, classes, labels, k) {
      const rows = rowsOf(values, classes);
      regionOf(labels, Int32Array);
      counted(k, "The number of the largest", 0);
      if (rows !== labels.length) throw new RangeError(`${rows} rows, ${labels.length} labels`);
      return exports.topK(at(values), rows, classes, at(labels), k) >>> 0;
    },
    confusion(predictions, labels, classes) {
      regionOf(predictions, Int32Array);
      regionOf(labels, Int32Array);
      counted(classes, "The number of classes");
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
      regionOf(input, Uint8Array);
      const hash = arena.allocate(Uint8Array, HASH_BYTES);
      exports.keccak256(at(input), input.length, at(hash));
      return hash;
    },
    growSampleTree(tree, rows, rowBytes) {
      sampleTree(tree);
      regionOf(rows, Uint8Array);
      counted(rowBytes, "The bytes of a row");
      const count = whole(rows.length, rowBytes, `rows of ${rowBytes} bytes`);
      // A tree has one subtree for each bit of a number of 32.
      if (tree.as(Uint32Array).view[LEAVES]! + count > MOST) {
        throw new RangeError(`A sample tree has at most ${MOST} leaves`);
      }
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

function sampleTree(tree: Region<Uint8Array>): void {
  const { length } = regionOf(tree, Uint8Array);
  if (length === SAMPLE_TREE_BYTES) return;
  throw new RangeError(`A sample tree has ${SAMPLE_TREE_BYTES} bytes, not ${length}`);
}

function csvPlace(exports: Exports): CsvPlace {
  return {
    row: exports.csvRow() >>> 0,
    field: exports.csvField() >>> 0,
    line: exports.csvLine() >>> 0,
  };
}

function rowsOf(values: Region<Float32Array>, classes: number): number {
  regionOf(values, Float32Array);
  counted(classes, "The number of classes");
  return whole(values.length, classes, `rows of ${classes} classes`);
}

function repeated(channels: ArrayLike<number>, count: number): Float32Array {
  if (channels.length !== count) {
    throw new RangeError(`${channels.length} means or deviations for ${count} channels`);
  }
  return Float32Array.from({ length: CHANNEL_PERIODS * count }, (_, i) => channels[i % count]!);
}

function whole(length: number, unit: number, what: string): number {
  if (Number.isSafeInteger(unit) && length % unit === 0) return length / unit;
  throw new RangeError(`${length} values are not a whole number of ${what}`);
}

function sameLength(predictions: { length: number }, labels: { length: number }): void {
  if (predictions.length === labels.length) return;
  throw new RangeError(`${predictions.length} predictions, ${labels.length} labels`);
}
