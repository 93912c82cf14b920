/**
 * NaN in front of operators that order. What is the largest of numbers and a NaN, the engines do not
 * agree on, and a model that makes one could hide that it did. So a NaN there is carried to the end.
 *
 * @module
 */
import { type NodeProto, TYPE } from "../onnx.ts";
import type { Value } from "../operators/rule.ts";
import { isFloat } from "./bounded_cast.ts";
import type { GraphEditor } from "./graph_editor.ts";

/** Operators whose result engines do not agree on when their first input holds a NaN. */
const ORDERING = new Set(
  ("MaxPool GlobalMaxPool ReduceMax ReduceMin TopK Hardmax LogSoftmax Normalizer " +
    "QuantizeLinear").split(" "),
);

/** Operators that give nothing below zero. */
const POSITIVE = new Set("Relu Sigmoid HardSigmoid Softmax Softplus Exp Abs".split(" "));
/** Operators that give some of the values of their first input. */
const PICKING = new Set("MaxPool Reshape Flatten Transpose Identity Dropout".split(" "));

/** Whether a NaN in the node's first input must not go unseen. */
export function orders(node: NodeProto, input: Value | undefined): boolean {
  return ORDERING.has(node.opType ?? "") && (input?.type === undefined || isFloat(input.type));
}

/** Collects what was seen of NaN, and brings it to the output. */
export class NaNWatch {
  /** Sums that are NaN where a value was: one a sample, or one for the batch */
  readonly #sums: string[] = [];
  readonly #positive = new Set<string>();
  /** Values that were looked at: once is enough, however many nodes order them */
  readonly #seen = new Set<string>();

  constructor(readonly editor: GraphEditor) {}

  /** Told of every node in order. */
  pass({ opType, input, output }: NodeProto): void {
    const keeps = PICKING.has(opType ?? "") && this.#positive.has(input?.[0] ?? "");
    if ((POSITIVE.has(opType ?? "") || keeps) && output?.[0]) this.#positive.add(output[0]);
  }

  /**
   * Looks at a value.
   *
   * @param perSample Whether its first dimension counts samples
   */
  look(name: string, { type, shape }: Value, perSample: boolean): void {
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    const { editor } = this;
    let value = type === TYPE.float ? name : editor.cast(name, TYPE.float);
    let rank = shape.length;
    if (!this.#positive.has(name)) {
      // Infinities of both signs would sum to NaN, and so might what overflows to them.
      value = editor.add("Abs", [value]);
    } else if (perSample && rank > 2) {
      // Of all sums over images, engines are fastest at the mean.
      value = editor.add("Flatten", [editor.add("GlobalAveragePool", [value])]);
      rank = 2;
    }
    const axes = Array.from({ length: rank }, (_, i) => i).slice(perSample ? 1 : 0);
    this.#sums.push(axes.length === 0 ? value : this.#sum(value, axes));
  }

  #sum(value: string, axes: number[]): string {
    const { editor } = this;
    const keepdims = { name: "keepdims", type: 2, i: 0 };
    return editor.opset >= 13
      ? editor.add("ReduceSum", [value, editor.integers(axes)], [keepdims])
      : editor.add("ReduceSum", [value], [{ name: "axes", type: 7, ints: axes }, keepdims]);
  }

  /**
   * The editor's nodes, whose output is NaN (a label: −1, which is none) where a NaN was seen.
   *
   * @param output Name of the output
   * @param rank Its dimensions
   */
  carried(output: string, rank: number, labels: boolean): NodeProto[] {
    const { editor } = this;
    const [first, ...rest] = this.#sums;
    if (first === undefined) return editor.nodes;
    const sum = rest.reduce((total, next) => editor.add("Add", [total, next]), first);
    const shape = editor.integers(rank === 2 ? [-1, 1] : [-1]);
    const seen = editor.add("Reshape", [editor.add("IsNaN", [sum]), shape]);
    const instead = labels ? editor.integer(-1) : editor.float(TYPE.float, NaN);
    const inner = editor.name();
    const renamed = (names: string[] | null | undefined) =>
      names?.map((name) => (name === output ? inner : name));
    return [
      ...editor.nodes.map((node) => ({
        ...node,
        input: renamed(node.input),
        output: renamed(node.output),
      })),
      { opType: "Where", input: [seen, instead, inner], output: [output] },
    ];
  }
}
