/**
 * The models that are measured: two fixtures, which PyTorch trained, and a convolutional net of a
 * million parameters, which this file makes. Its weights are random, by a fixed rule: a net's time
 * does not depend on what it has learnt.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { mnistCsv } from "../../miner/dataset/mnist.ts";
import { mnistSpec } from "../../miner/dataset/mnist_spec.ts";
import { encodeModel, type ModelProto } from "../../miner/model/onnx.ts";

/** MNIST's 10,000 test digits, as the original DeML shared them. */
export const SPEC = mnistSpec();

/** The data set's only file. */
export async function data(): Promise<Uint8Array<ArrayBuffer>> {
  return await mnistCsv("test");
}

export type ModelName = "mlp" | "lenet" | "cnn1m";
export const MODELS: ModelName[] = ["mlp", "lenet", "cnn1m"];

/** A model's ONNX file. */
export async function modelBytes(name: ModelName): Promise<Uint8Array<ArrayBuffer>> {
  return name === "cnn1m" ? cnn1m() : await Deno.readFile(fixture(name));
}

/** The path of a fixture. */
export function fixture(name: ModelName): string {
  return fromFileUrl(new URL(`../../examples/models/${name}.onnx`, import.meta.url));
}

/** Convolutions of 16 and 64 channels, a dense layer of 960: 1,019,690 parameters. */
function cnn1m(): Uint8Array<ArrayBuffer> {
  const random = generator(1);
  const weights = (name: string, dims: number[], fanIn: number) => ({
    name,
    dims,
    dataType: 1,
    rawData: new Uint8Array(
      Float32Array.from(
        { length: dims.reduce((product, dim) => product * dim, 1) },
        () => (2 * random() - 1) * Math.sqrt(6 / fanIn),
      ).buffer,
    ),
  });
  const pool = [{ name: "kernel_shape", type: 7, ints: [2, 2] }, {
    name: "strides",
    type: 7,
    ints: [2, 2],
  }];
  const value = (name: string, dims: (number | string)[]) => ({
    name,
    type: {
      tensorType: {
        elemType: 1,
        shape: {
          dim: dims.map((dim) => typeof dim === "number" ? { dimValue: dim } : { dimParam: dim }),
        },
      },
    },
  });
  return encodeModel({
    irVersion: 8,
    opsetImport: [{ domain: "", version: 17 }],
    graph: {
      name: "cnn1m",
      node: [
        { opType: "Conv", input: ["image", "w1", "b1"], output: ["c1"] },
        { opType: "Relu", input: ["c1"], output: ["r1"] },
        { opType: "MaxPool", input: ["r1"], output: ["p1"], attribute: pool },
        { opType: "Conv", input: ["p1", "w2", "b2"], output: ["c2"] },
        { opType: "Relu", input: ["c2"], output: ["r2"] },
        { opType: "MaxPool", input: ["r2"], output: ["p2"], attribute: pool },
        { opType: "Flatten", input: ["p2"], output: ["flat"] },
        { opType: "Gemm", input: ["flat", "w3", "b3"], output: ["d1"] },
        { opType: "Relu", input: ["d1"], output: ["r3"] },
        { opType: "Gemm", input: ["r3", "w4", "b4"], output: ["logits"] },
      ],
      input: [value("image", ["n", 1, 28, 28])],
      output: [value("logits", ["n", 10])],
      initializer: [
        weights("w1", [16, 1, 5, 5], 25),
        weights("b1", [16], 25),
        weights("w2", [64, 16, 5, 5], 400),
        weights("b2", [64], 400),
        weights("w3", [1_024, 960], 1_024),
        weights("b3", [960], 1_024),
        weights("w4", [960, 10], 960),
        weights("b4", [10], 960),
      ],
    },
  } as unknown as ModelProto);
}

/** Pseudorandom numbers from 0 to 1, always the same: mulberry32, a 32-bit generator. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
