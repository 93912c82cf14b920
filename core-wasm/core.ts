/**
 * The kernels for everyday use: values in, the caller's own values out.
 *
 * @module
 */
import { Arena, type Held } from "./arena.ts";
import { SAMPLE_TREE_BYTES } from "./exports.ts";
import { bestBuild, type Build, compile, instantiate } from "./instance.ts";
import { Region, type Values, type ViewType } from "./region.ts";
import { createViews, type Normalisation, type TableLayout, type Views } from "./views.ts";

/**
 * The kernels of one instance, which has its own memory. They are synchronous and for one caller at
 * a time; a refusal does not affect the next call.
 *
 * The memory grows with the largest call and never shrinks: drop the core to give it back. Every
 * kernel throws CoreError `memory` if it cannot grow, RangeError for a length or count that is not
 * a whole number in its range and for lengths that disagree, TypeError for values of another type.
 */
export interface Core {
  /** Which build runs. */
  readonly build: Build;

  /** Size of its memory in bytes. */
  readonly memoryBytes: number;

  /**
   * Runs work on values in the core's memory, kernel after kernel, without copying between them.
   * Regions end with the scope: `copy()` what must outlive it.
   *
   * @returns What the work returns, which must not be a promise
   */
  scope<R>(work: (views: Views) => R): R;

  /**
   * Allocates values in the core's memory that outlive every scope: what is written between two
   * calls, and read by kernels where it lies. Their content is undefined until it is written.
   *
   * @throws TypeError inside a scope
   */
  hold<T extends Values>(type: ViewType<T>, length: number): Held<T>;

  /**
   * Decodes a whole zlib stream, RFC 1950, with nothing after it.
   *
   * @param limit Most bytes that may come out, and most memory that is used
   * @param size Bytes that will come out, if known: this avoids growing on the way
   * @throws CoreError `truncated`, `bad-header`, `corrupt`, `checksum`, `trailing` or `too-large`
   */
  inflate(input: Uint8Array, limit: number, size?: number): Uint8Array<ArrayBuffer>;

  /** Adler-32, RFC 1950, section 8. */
  adler32(input: Uint8Array): number;

  /**
   * Decodes base64 text, RFC 4648 section 4; white space does not count. For bytes: a JavaScript
   * string is faster with `Uint8Array.fromBase64`.
   *
   * @throws CoreError `truncated` or `corrupt`
   */
  base64Decode(text: Uint8Array): Uint8Array<ArrayBuffer>;

  /** Turns `width` byte planes back into values; the length must be a multiple of `width`. */
  unshuffle(input: Uint8Array, width: number): Uint8Array<ArrayBuffer>;

  /**
   * Reads rows of numbers, quoted or not, from UTF-8 text: CSV. docs/PROTOCOL.md, section 9, has the
   * grammar.
   *
   * @param fields Numbers in a row
   * @param rows Most rows
   * @returns Values, row after row: each the float32 nearest to the decimal, ties to even
   * @throws CoreError `fields`, `not-a-number`, `not-finite` or `too-large`, with row, field, line
   */
  readCsv(text: Uint8Array, fields: number, rows: number): Float32Array<ArrayBuffer>;

  /**
   * Reads rows of whole numbers from 0 to 255.
   *
   * @throws CoreError as `readCsv`, `out-of-range`, and `not-simple` for more than 15 digits
   */
  readCsvBytes(text: Uint8Array, fields: number, rows: number): Uint8Array<ArrayBuffer>;

  /**
   * Reads a table as `readCsv` does, with the label's column apart.
   *
   * @param rows Most rows
   * @param into Where the values go, from its beginning, if not into memory of their own
   * @throws CoreError as `readCsv`, and `not-simple` for a word that a full CSV reader may
   * understand: with a line's end or single quotes in it
   */
  readTable(
    text: Uint8Array,
    rows: number,
    layout: TableLayout,
    into?: Float32Array<ArrayBuffer>,
  ): TableValues;

  /**
   * Normalises whole rows, exactly: the bits of a plain loop with Math.fround after each step. To
   * divide pixels by 255, give `scale` 1 and `std` 255; multiplying by 1 / 255 is another number
   * for 126 of the 256 pixels.
   *
   * @param into Where they are delivered, perhaps where they came from; a new array otherwise
   */
  normalise(
    values: Float32Array | Uint8Array,
    options: Normalisation,
    into?: Float32Array<ArrayBuffer>,
  ): Float32Array<ArrayBuffer>;

  /**
   * Swaps the inner axes of `rows × outer × inner` values: channels last (outer = height × width,
   * inner = channels) to channels first, or back.
   */
  swapAxes<T extends Uint8Array | Float32Array>(values: T, outer: number, inner: number): T;

  /**
   * Index of the largest of every `classes` values, the lower one on a tie; never that of a NaN.
   */
  argmax(values: Float32Array, classes: number): Int32Array<ArrayBuffer>;

  /** 1 where a probability is at least one half. */
  threshold(values: Float32Array): Int32Array<ArrayBuffer>;

  hasNaN(values: Float32Array): boolean;

  /** How many labels agree; both have the same length. */
  countEqual(predictions: Int32Array, labels: Int32Array): number;

  /**
   * In how many rows of `classes` values the label is among the `k` largest; of equal ones the
   * lower index comes first. A label that is not a class is in none, and neither is one whose value
   * is NaN.
   */
  topK(values: Float32Array, classes: number, labels: Int32Array, k: number): number;

  /**
   * Counts by label (row) and prediction (column), `classes × classes`; predictions that are not
   * classes are not counted.
   */
  confusion(
    predictions: Int32Array,
    labels: Int32Array,
    classes: number,
  ): Uint32Array<ArrayBuffer>;

  /** Keccak-256 as in Ethereum, 32 bytes. */
  keccak256(input: Uint8Array): Uint8Array<ArrayBuffer>;

  /**
   * A Merkle tree over what a model gave for each sample, leaf by leaf: 1,088 bytes for any number
   * of leaves. protocol/score/evidence.ts says what a leaf is.
   *
   * @param model The model's digest, 32 bytes
   */
  sampleTree(model: Uint8Array): SampleTree;
}

/** A tree that grows. */
export interface SampleTree {
  /**
   * Takes the next samples' outputs, `rowBytes` bytes each, in order; the caller's own or a region
   * of this core.
   */
  add(rows: Uint8Array | Region<Uint8Array>, rowBytes: number): void;
  /** The root over everything so far, 32 bytes; zeros over nothing. */
  root(): Uint8Array<ArrayBuffer>;
}

/** A table: row after row without the labels, and the labels as `TableRegions` has them. */
export interface TableValues {
  values: Float32Array<ArrayBuffer>;
  labels: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
}

/** How to load. */
export interface CoreOptions {
  /** The build to run; by default the one with SIMD if the engine supports it. Both agree. */
  build?: Build;
}

/**
 * Loads a new core with its own memory.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { CoreError, loadCore } from "./mod.ts";
 *
 * const core = loadCore();
 * const scores = Float32Array.of(0.1, 0.7, 0.2, 0.5, 0.4, 0.1); // two samples, three classes
 * const predictions = core.argmax(scores, 3);
 * assertEquals(predictions, Int32Array.of(1, 0));
 * assertEquals(core.countEqual(predictions, Int32Array.of(1, 2)), 1);
 *
 * const refusal = assertThrows(() => core.inflate(Uint8Array.of(1, 2, 3), 100), CoreError);
 * assertEquals(refusal.code, "bad-header");
 * ```
 */
export function loadCore({ build = bestBuild() }: CoreOptions = {}): Core {
  const exports = instantiate(build);
  const arena = new Arena(exports.memory, exports.heapBase());
  const views = createViews(exports, arena);

  /** Runs a kernel on copies, and copies its result. */
  function owned<T extends Values>(work: () => Region<T>): T {
    return arena.scope(() => work().copy());
  }
  const { put } = views;

  return {
    build,
    get memoryBytes() {
      return arena.buffer.byteLength;
    },
    scope: (work) => arena.scope(() => work(views)),
    hold: (type, length) => arena.hold(type, length),
    inflate: (input, limit, size) => bytes(() => views.inflate(put(input), limit, size)),
    adler32: (input) => arena.scope(() => views.adler32(put(input))),
    base64Decode: (text) => bytes(() => views.base64Decode(put(text))),
    unshuffle: (input, width) => bytes(() => views.unshuffle(put(input), width)),
    readCsv: (text, fields, rows) => floats(() => views.readCsv(put(text), fields, rows)),
    readCsvBytes: (text, fields, rows) => bytes(() => views.readCsvBytes(put(text), fields, rows)),
    readTable: (text, rows, layout, into) =>
      arena.scope(() => {
        const { values, labels } = views.readTable(put(text), rows, layout);
        into?.set(values.view);
        const found = into?.subarray(0, values.length) ?? values.copy();
        return { values: found, labels: labels.copy() } as TableValues;
      }),
    normalise: (values, options, into) =>
      arena.scope(() => {
        const given = put(values) as Region<Float32Array> | Region<Uint8Array>;
        const normalised = views.normalise(given, options);
        if (into === undefined) return normalised.copy() as Float32Array<ArrayBuffer>;
        into.set(normalised.view);
        return into;
      }),
    swapAxes: (values, outer, inner) => owned(() => views.swapAxes(put(values), outer, inner)),
    argmax: (values, classes) => ints(() => views.argmax(put(values), classes)),
    threshold: (values) => ints(() => views.threshold(put(values))),
    hasNaN: (values) => arena.scope(() => views.hasNaN(put(values))),
    countEqual: (predictions, labels) =>
      arena.scope(() => views.countEqual(put(predictions), put(labels))),
    topK: (values, classes, labels, k) =>
      arena.scope(() => views.topK(put(values), classes, put(labels), k)),
    confusion: (predictions, labels, classes) =>
      owned(() => views.confusion(put(predictions), put(labels), classes)) as Uint32Array<
        ArrayBuffer
      >,
    keccak256: (input) => bytes(() => views.keccak256(put(input))),
    sampleTree,
  };

  /** The host keeps a tree's state between two calls: all work shares the kernels' memory. */
  function sampleTree(model: Uint8Array): SampleTree {
    if (!(model instanceof Uint8Array)) throw new TypeError("A model's digest is a Uint8Array");
    if (model.length !== 32) {
      throw new RangeError(`A model's digest has 32 bytes, not ${model.length}`);
    }
    let state = new Uint8Array(SAMPLE_TREE_BYTES);
    state.set(model);
    return {
      add(rows, rowBytes) {
        state = bytes(() => {
          const tree = put(state);
          views.growSampleTree(tree, rows instanceof Region ? rows : put(rows), rowBytes);
          return tree;
        });
      },
      root: () => bytes(() => views.sampleTreeRoot(put(state))),
    };
  }

  function bytes(work: () => Region<Uint8Array>) {
    return owned(work) as Uint8Array<ArrayBuffer>;
  }
  function floats(work: () => Region<Float32Array>) {
    return owned(work) as Float32Array<ArrayBuffer>;
  }
  function ints(work: () => Region<Int32Array>) {
    return owned(work) as Int32Array<ArrayBuffer>;
  }
}

/**
 * Loads a core, compiling off the calling thread: for pages, whose main thread must not block.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadCoreAsync } from "./mod.ts";
 *
 * const core = await loadCoreAsync();
 * const hash = core.keccak256(new TextEncoder().encode("DeML"));
 * assertEquals(hash.toHex(), "2a6664046bacc1862e42f138107c6505dbf9e705d13bbc6095a52ebf00e86bbf");
 * ```
 */
export async function loadCoreAsync({ build = bestBuild() }: CoreOptions = {}): Promise<Core> {
  await compile(build);
  return loadCore({ build });
}
