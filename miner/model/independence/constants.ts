/**
 * Constants that a model with a fixed batch keeps beside its samples: one value for each place in
 * the batch would depend on the places of the samples.
 *
 * @module
 */
import { dimsOf, type GraphProto, type NodeProto, product, type TensorProto } from "../onnx.ts";
import type { Walked } from "../graph_walk.ts";
import { floatValues } from "../weight_data.ts";

/** Operators whose result is as uniform as what they take, place by place. */
const KEEPING = new Set("Identity Cast Relu Sigmoid Tanh Neg Sqrt Abs Exp Log Not".split(" "));
/** Further steps of a computation are not looked at. */
const DEEPEST = 32;

export class Constants {
  readonly #tensors = new Map<string, TensorProto>();
  readonly #producers = new Map<string, NodeProto>();

  constructor(graph: GraphProto, readonly batch: Walked["batch"]) {
    for (const tensor of graph.initializer ?? []) this.#tensors.set(tensor.name ?? "", tensor);
    for (const node of graph.node ?? []) {
      for (const name of node.output ?? []) this.#producers.set(name, node);
      const tensor = node.opType === "Constant" &&
        node.attribute?.find(({ name }) => name === "value")?.t;
      if (tensor && node.output?.[0]) this.#tensors.set(node.output[0], tensor);
    }
  }

  /** Whether a value is the same all along an axis; false if that is not known. */
  isSame(name: string, axis: number, depth = 0): boolean {
    const shape = this.batch.values.get(name)?.shape ?? [];
    if (axis < 0 || shape[axis] === 1) return true;
    if (depth > DEEPEST) return false;
    const tensor = this.#tensors.get(name);
    if (tensor) return isSameAlong(tensor, axis);
    const node = this.#producers.get(name);
    const [from = ""] = node?.input ?? [];
    const opType = node?.opType ?? "";
    if (opType === "ConstantOfShape") return true;
    if (KEEPING.has(opType)) return this.isSame(from, axis, depth + 1);
    // One place that is repeated is the same in all of them.
    if (opType === "Tile") return this.batch.values.get(from)?.shape[axis] === 1;
    if (opType !== "Expand") return false;
    const rank = this.batch.values.get(from)?.shape.length ?? 0;
    return this.isSame(from, axis - shape.length + rank, depth + 1);
  }
}

function isSameAlong(tensor: TensorProto, axis: number): boolean {
  const values = floatValues(tensor) ?? tensor.rawData;
  const dims = dimsOf(tensor);
  // Bytes are compared where numbers are not floats.
  const width = (values?.length ?? 0) / product(dims);
  if (!values || !Number.isInteger(width) || width < 1) return false;
  const inner = product(dims.slice(axis + 1)) * width;
  const along = dims[axis] ?? 1;
  for (let i = 0; i < values.length; i++) {
    const first = i - (Math.floor(i / inner) % along) * inner;
    if (!Object.is(values[i], values[first])) return false;
  }
  return true;
}
