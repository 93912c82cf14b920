/**
 * Values of which it is known, before the model runs, that they hold neither a NaN nor an infinity.
 *
 * @module
 */
import {
  type GraphProto,
  integerAttribute,
  type NodeProto,
  type TensorProto,
  TYPE,
} from "../onnx.ts";
import type { Value } from "../operators/rule.ts";
import { finiteFloats } from "../weight_data.ts";
import { isInteger } from "./bounded_cast.ts";

/** Scales below it keep whole numbers of 32 bits far from infinity. */
const SMALL_SCALE = 2 ** 64;
/** Operators that give some of the values of their first input. */
const PICKING = new Set(
  "MaxPool Reshape Flatten Transpose Squeeze Unsqueeze Identity Dropout Relu".split(" "),
);

export class FiniteValues {
  readonly #known = new Set<string>();
  readonly #tensors: Map<string, TensorProto>;

  constructor(graph: GraphProto) {
    this.#tensors = new Map((graph.initializer ?? []).map((tensor) => [tensor.name ?? "", tensor]));
    for (const [name, tensor] of this.#tensors) if (finiteFloats(tensor)) this.#known.add(name);
  }

  has(name: string): boolean {
    return this.#known.has(name);
  }

  /** Whether a value is the file's own. */
  isConstant(name: string): boolean {
    return this.#tensors.has(name);
  }

  /** Told of every node in order. */
  pass(node: NodeProto, inputs: (Value | undefined)[]): void {
    const name = node.output?.[0];
    if (name && this.#gives(node, inputs)) this.#known.add(name);
  }

  #gives(node: NodeProto, inputs: (Value | undefined)[]): boolean {
    const { opType, input } = node;
    const [first, to] = [input?.[0] ?? "", integerAttribute(node, "to", 0)];
    if (PICKING.has(opType ?? "")) return this.#known.has(first);
    if (opType === "Cast") {
      // No whole number is beyond a float32, but 65,504 is the largest float16.
      if (to !== TYPE.float && to !== TYPE.double) return false;
      const type = inputs[0]?.type;
      return isInteger(type) || type === TYPE.bool ||
        (type === TYPE.float16 && this.#known.has(first));
    }
    const scale = opType === "DequantizeLinear" && this.#tensors.get(input?.[1] ?? "");
    return scale ? finiteFloats(scale, SMALL_SCALE) : false;
  }
}
