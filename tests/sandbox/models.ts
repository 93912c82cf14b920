/**
 * Models that mean harm, and the competition that they are entered in.
 *
 * @module
 */
import { mnistIdx } from "../../miner/dataset/mnist.ts";
import { MNIST_AS_IDX, mnistSpec } from "../../miner/dataset/mnist_spec.ts";
import { encodeModel, type ModelProto, type NodeProto } from "../../miner/model/onnx.ts";

/** MNIST, with limits that let large models in. */
export const SPEC = mnistSpec(MNIST_AS_IDX, { multiplyAdds: 1e12 });

/** The competition with its data. */
export async function competition() {
  const { images, labels } = await mnistIdx("test");
  return { spec: SPEC, part: "test" as const, data: images, labels };
}

/** A fixture that is in order. */
export async function goodModel(): Promise<Uint8Array<ArrayBuffer>> {
  return await Deno.readFile(new URL("../../examples/models/mlp.onnx", import.meta.url));
}

interface Tensor {
  name: string;
  dims: number[];
  data?: Float32Array;
  /** Where the data is, beside the model */
  external?: string;
}

/** float32 [N, 1, 28, 28] → `nodes` → float32 `output` */
function build(
  nodes: NodeProto[],
  tensors: Tensor[],
  output: (number | string)[],
  rows: number | string = "n",
) {
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
    opsetImport: [{ domain: "", version: 13 }],
    graph: {
      name: "hostile",
      node: nodes,
      input: [value("image", [rows, 1, 28, 28])],
      output: [value("scores", output)],
      initializer: tensors.map(({ name, dims, data, external }) => ({
        name,
        dims,
        dataType: 1,
        ...(external === undefined
          ? { rawData: new Uint8Array(data!.buffer) }
          : { dataLocation: 1, externalData: [{ key: "location", value: external }] }),
      })),
    },
  } as unknown as ModelProto);
}

/**
 * A model whose weights are a file of the machine that runs it: its 10 scores per row are the first
 * 40 bytes of that file.
 */
export function thief(path: string): Uint8Array<ArrayBuffer> {
  return build(
    [
      { opType: "GlobalAveragePool", input: ["image"], output: ["mean"] },
      { opType: "Flatten", input: ["mean"], output: ["one"] },
      { opType: "Mul", input: ["one", "zero"], output: ["nothing"] },
      { opType: "Add", input: ["nothing", "stolen"], output: ["scores"] },
    ],
    [
      { name: "zero", dims: [1], data: Float32Array.of(0) },
      { name: "stolen", dims: [10], external: path },
    ],
    ["n", 10],
  );
}

/**
 * A model within the demo's limits that takes minutes: the inverse hyperbolic sine of each value,
 * over and over. One counts as one operation, and costs tens of them.
 */
export function endless(): Uint8Array<ArrayBuffer> {
  const channels = 16;
  const times = 1_200;
  const nodes: NodeProto[] = [{ opType: "Conv", input: ["image", "spread"], output: ["value0"] }];
  for (let i = 0; i < times; i++) {
    nodes.push({ opType: "Asinh", input: [`value${i}`], output: [`value${i + 1}`] });
  }
  nodes.push(
    { opType: "GlobalAveragePool", input: [`value${times}`], output: ["small"] },
    { opType: "Flatten", input: ["small"], output: ["flat"] },
    { opType: "MatMul", input: ["flat", "weights"], output: ["scores"] },
  );
  return build(nodes, [
    { name: "spread", dims: [channels, 1, 1, 1], data: new Float32Array(channels).fill(1) },
    { name: "weights", dims: [channels, 10], data: new Float32Array(channels * 10).fill(1) },
  ], ["n", 10]);
}

/** A small model that would hold gigabytes while it runs: 64 rows × 20,000 channels of 28 × 28. */
export function glutton(): Uint8Array<ArrayBuffer> {
  const channels = 20_000;
  return build(
    [
      { opType: "Conv", input: ["image", "spread"], output: ["wide"] },
      { opType: "Tanh", input: ["wide"], output: ["curved"] },
      { opType: "GlobalAveragePool", input: ["curved"], output: ["small"] },
      { opType: "Flatten", input: ["small"], output: ["flat"] },
      { opType: "MatMul", input: ["flat", "weights"], output: ["scores"] },
    ],
    [
      { name: "spread", dims: [channels, 1, 1, 1], data: new Float32Array(channels).fill(1) },
      { name: "weights", dims: [channels, 10], data: new Float32Array(channels * 10).fill(1) },
    ],
    [64, 10],
    64,
  );
}
