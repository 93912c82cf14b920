/**
 * The other kernels against JavaScript's own means. Contracts, one per function; *view*: the result
 * stays in the core's memory; *resident*: the input is already there, where the previous kernel
 * left it. JavaScript's loops get their output buffer.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { parse } from "@std/csv/parse";
import { toBytes } from "fast-base64";
import { bytesToHex, hexToBytes, keccak256 } from "viem";
import { type Core, loadCore } from "../../core-wasm/mod.ts";
import { sampleLeaf, sampleRoot } from "../../protocol/score/evidence.ts";
import { countLoop, csvLoop, fractionsLoop, normaliseLoop, normaliseTable } from "./core_loops.ts";
import { asyncCall, call, compare, residentCall, type Times } from "./core_measure.ts";
import { FRACTION_FIELDS, fractionsCsv } from "./core_payloads.ts";

const ROWS = 10_000;
const FIELDS = 785;
/** @std/csv takes seconds: three samples of it settle a factor of more than 25. */
const SLOW_ROUNDS = 3;

/** Base64 of 4 MiB in bytes of the caller's; view. fast-base64 takes a string: it gets one. */
export async function timeBase64(core: Core, content: Uint8Array, rounds: number): Promise<Times> {
  const string = Buffer.from(content).toString("base64");
  const text = new TextEncoder().encode(string);
  assertSame(core.base64Decode(text), content);
  return await compare([
    call("ours", () => core.scope((views) => void views.base64Decode(views.put(text)))),
    call("ours, owned", () => core.base64Decode(text)),
    call("textdecoder", () => Buffer.from(new TextDecoder().decode(text), "base64")),
    asyncCall("fastbase64", () => toBytes(string)),
    call("string to fromBase64", () => Uint8Array.fromBase64(string)),
  ], rounds);
}

/** MNIST as CSV in bytes of the caller's, to uint8; view. */
export async function timeCsv(core: Core, text: Uint8Array, rounds: number): Promise<Times> {
  const table = new Uint8Array(ROWS * FIELDS);
  csvLoop(text, FIELDS, table);
  assertSame(core.readCsvBytes(text, FIELDS, ROWS), table);
  const times = await compare([
    call(
      "ours",
      () => core.scope((views) => void views.readCsvBytes(views.put(text), FIELDS, ROWS)),
    ),
    call(
      "ours, float32",
      () => core.scope((views) => void views.readCsv(views.put(text), FIELDS, ROWS)),
    ),
    call("ours, owned", () => core.readCsvBytes(text, FIELDS, ROWS)),
    call("loop", () => csvLoop(text, FIELDS, table)),
  ], rounds);
  const slow = await compare([call("std", () => csvStd(text))], SLOW_ROUNDS);
  return new Map([...times, ...slow]);
}

/** Numbers with fractions and exponents in bytes of the caller's, to float32; view. */
export async function timeFractions(
  core: Core,
  pixels: Uint8Array,
  rounds: number,
): Promise<Times> {
  const text = fractionsCsv(pixels, ROWS);
  const table = new Float32Array(ROWS * FRACTION_FIELDS);
  fractionsLoop(text, FRACTION_FIELDS, table);
  assertSame(core.readCsv(text, FRACTION_FIELDS, ROWS), table);
  return await compare([
    call(
      "ours",
      () => core.scope((views) => void views.readCsv(views.put(text), FRACTION_FIELDS, ROWS)),
    ),
    call("ours, owned", () => core.readCsv(text, FRACTION_FIELDS, ROWS)),
    call("loop", () => fractionsLoop(text, FRACTION_FIELDS, table)),
  ], rounds);
}

/** The first call of a fresh core, and of a loop that is not yet compiled. */
export async function timeColdCsv(text: Uint8Array): Promise<Times> {
  const table = new Uint8Array(ROWS * FIELDS);
  return new Map([
    ["ours", await call("", () => loadCore().readCsvBytes(text, FIELDS, ROWS)).time(1)],
    ["loop", await call("", () => csvLoop(text, FIELDS, table)).time(1)],
  ]);
}

function csvStd(text: Uint8Array): Uint8Array {
  const table = new Uint8Array(ROWS * FIELDS);
  let at = 0;
  for (const record of parse(new TextDecoder().decode(text))) {
    for (const field of record) table[at++] = Number(field);
  }
  return table;
}

/** Pixels of the MNIST test set divided by 255; resident and view, as after readCsvBytes. */
export async function timeNormalise(
  core: Core,
  pixels: Uint8Array,
  rounds: number,
): Promise<Times> {
  const target = new Float32Array(pixels.length);
  const options = { plane: 784, channels: 1, scale: 1, mean: [0], std: [255] };
  normaliseLoop(pixels, target);
  assertSame(core.normalise(pixels, options), target);
  return await compare([
    residentCall(
      "ours",
      core,
      (views) => views.put(pixels),
      (views, input) => views.normalise(input, options),
    ),
    call(
      "ours, copied in",
      () => core.scope((views) => void views.normalise(views.put(pixels), options)),
    ),
    call("ours, owned", () => core.normalise(pixels, options)),
    call("loop", () => normaliseLoop(pixels, target)),
    call("table", () => normaliseTable(pixels, target)),
  ], rounds);
}

/** Argmax of a million random float32 and the count of correct labels; resident and view. */
export async function timeArgmax(core: Core, classes: number, rounds: number): Promise<Times> {
  const rows = 1_000_000 / classes;
  const values = Float32Array.from({ length: rows * classes }, () => Math.random());
  const labels = Int32Array.from({ length: rows }, () => Math.floor(Math.random() * classes));
  if (
    core.countEqual(core.argmax(values, classes), labels) !== countLoop(values, classes, labels)
  ) {
    throw new Error("The core counts different labels");
  }
  return await compare([
    residentCall(
      "ours",
      core,
      (views) => ({ values: views.put(values), labels: views.put(labels) }),
      (views, input) => views.countEqual(views.argmax(input.values, classes), input.labels),
    ),
    call(
      "ours, copied in",
      () =>
        core.scope((views) =>
          views.countEqual(views.argmax(views.put(values), classes), views.put(labels))
        ),
    ),
    call("loop", () => countLoop(values, classes, labels)),
  ], rounds);
}

/**
 * The evidence of 10,000 rows of ten float32, in batches of 512; viem's keccak is @noble/hashes'.
 */
export async function timeSampleTree(core: Core, rounds: number): Promise<Times> {
  const [rowBytes, batch] = [40, 512];
  const model = keccak256("0x", "bytes");
  const rows = new Uint8Array(Float32Array.from({ length: 10 * ROWS }, () => Math.random()).buffer);
  const ours = () => {
    const tree = core.sampleTree(model);
    for (let at = 0; at < rows.length; at += batch * rowBytes) {
      tree.add(rows.subarray(at, at + batch * rowBytes), rowBytes);
    }
    return tree.root();
  };
  const theirs = () =>
    sampleRoot(Array.from({ length: ROWS }, (_, row) => {
      const output = rows.subarray(row * rowBytes, (row + 1) * rowBytes);
      return sampleLeaf(bytesToHex(model), row, output);
    }));
  assertSame(ours(), hexToBytes(theirs()));
  const times = await compare([call("ours", ours)], rounds);
  const slow = await compare([call("viem", theirs)], SLOW_ROUNDS);
  return new Map([...times, ...slow]);
}

function assertSame(found: Uint8Array | Float32Array, expected: Uint8Array | Float32Array): void {
  if (Buffer.compare(bytesOf(found), bytesOf(expected)) === 0) return;
  throw new Error("The core gives different values");
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
