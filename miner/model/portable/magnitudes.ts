/**
 * The largest possible floats of a graph, if known before it runs: then no NaN and no infinity
 * arises. Quantized models are known from end to end, so they run unchanged.
 *
 * @module
 */
import {
  attribute,
  type GraphProto,
  integerAttribute,
  integersAttribute,
  type NodeProto,
  product,
  type TensorProto,
  TYPE,
  TYPE_BYTES,
} from "../onnx.ts";
import type { Value } from "../operators/rule.ts";
import { largestFloat } from "../weight_data.ts";

/** Sums of smaller values stay far from the largest float32. */
const KNOWN_BELOW = 2 ** 120;

/** Scales of quantized operators: the product of three, times a sum of 32 bits, is finite. */
export const SCALES: readonly [smallest: number, largest: number] = [2 ** -40, 2 ** 30];

type Bounds = (number | undefined)[];
/** A bound of an operator's first output, from those of its inputs. */
type Rule = (bounds: Bounds, inputs: (Value | undefined)[], node: NodeProto) => number | undefined;

const all = (combine: (values: number[]) => number): Rule => (bounds) =>
  bounds.every((bound) => bound !== undefined) ? combine(bounds as number[]) : undefined;
const first: Rule = ([bound]) => bound;
const one: Rule = ([bound]) => bound === undefined ? undefined : 1;
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** Products of matrices: no sum has more terms than its second factor has values. */
const products: Rule = (bounds, inputs, node) => {
  const plain = !attribute(node, "alpha") && !attribute(node, "beta");
  const [a, b, added = 0] = bounds;
  if (!plain || bounds.some((bound) => bound === undefined)) return undefined;
  if (a === undefined || b === undefined) return undefined;
  return a * b * product(inputs[1]?.shape ?? [Infinity]) + added;
};

/** A window entirely outside the image has no largest value, and no mean. */
const pool: Rule = ([bound], _, node) => {
  const kernel = integersAttribute(node, "kernel_shape") ?? [];
  const pads = integersAttribute(node, "pads") ?? [];
  const dilations = integersAttribute(node, "dilations") ?? [];
  const plain = integerAttribute(node, "ceil_mode", 0) === 0 && dilations.every((n) => n === 1) &&
    pads.every((pad, i) => pad < (kernel[i % kernel.length] ?? 0));
  return plain ? bound : undefined;
};

const RULES: Record<string, Rule> = {
  ...Object.fromEntries(
    ("Relu GlobalMaxPool GlobalAveragePool Reshape Flatten Transpose Squeeze " +
      "Unsqueeze Identity Dropout Slice Gather Split").split(" ").map((name) => [name, first]),
  ),
  ...Object.fromEntries("Sigmoid Tanh Softmax".split(" ").map((name) => [name, one])),
  MaxPool: pool,
  AveragePool: pool,
  Concat: all((values) => Math.max(...values)),
  Add: all(sum),
  Sub: all(sum),
  Mul: all((values) => values.reduce((total, value) => total * value, 1)),
  Conv: products,
  MatMul: products,
  Gemm: products,
  Cast: ([bound], [input]) => {
    const type = input?.type ?? 0;
    if (type === TYPE.float || type === TYPE.float16 || type === TYPE.double) return bound;
    const bytes = TYPE_BYTES[type];
    return bytes && 2 ** (8 * bytes);
  },
  DequantizeLinear: (bounds, inputs) => {
    const [scale, type] = [bounds[1], inputs[0]?.type ?? 0];
    if (scale === undefined || scale > SCALES[1]) return undefined;
    return scale * 2 ** (8 * (TYPE_BYTES[type] ?? 8) + 1);
  },
};

export class Magnitudes {
  readonly #bounds = new Map<string, number>();
  readonly #constants = new Map<string, TensorProto>();

  constructor(graph: GraphProto) {
    for (const tensor of graph.initializer ?? []) this.#place(tensor.name ?? "", tensor);
  }

  /** Whether a value has neither NaN nor infinity, whatever the samples are. */
  isFinite(name: string): boolean {
    return this.#bounds.has(name);
  }

  /** The largest possible absolute value, if known. */
  bound(name: string): number | undefined {
    return this.#bounds.get(name);
  }

  /** A value in the file. */
  constant(name: string): TensorProto | undefined {
    return this.#constants.get(name);
  }

  /** Called with every node in order, and the type of its first output. */
  pass(node: NodeProto, inputs: (Value | undefined)[], to: number | undefined): void {
    const tensor = node.opType === "Constant" && attribute(node, "value")?.t;
    const number = node.opType === "Constant" && attribute(node, "value_float");
    const [name = ""] = node.output ?? [];
    // Exporters give shared weights a second name.
    const same = node.opType === "Identity" && this.#constants.get(node.input?.[0] ?? "");
    if (tensor || same) this.#place(name, tensor || same as TensorProto);
    if (number) this.#place(name, { dims: [], dataType: TYPE.float, floatData: [number.f ?? 0] });
    // A float16 overflows far below.
    if (node.domain || (to !== TYPE.float && to !== TYPE.double)) return;
    const bounds = (node.input ?? []).map((input) => this.#bounds.get(input));
    const bound = RULES[node.opType ?? ""]?.(bounds, inputs, node);
    if (bound === undefined || !(bound < KNOWN_BELOW)) return;
    for (const output of node.output ?? []) this.#bounds.set(output, bound);
  }

  #place(name: string, tensor: TensorProto): void {
    this.#constants.set(name, tensor);
    const largest = largestFloat(tensor);
    if (largest !== undefined && largest < KNOWN_BELOW) this.#bounds.set(name, largest);
  }
}
