/**
 * NaN before operators that compare. Engines do not agree on the largest of numbers and a NaN, so
 * such an operator could hide a NaN. So a NaN there is carried to the output.
 *
 * @module
 */
import { type NodeProto, TYPE } from "../onnx.ts";
import type { SampleAxis } from "../independence/sample_axis.ts";
import type { Value } from "../operators/rule.ts";
import { isFloat } from "./bounded_cast.ts";
import type { GraphEditor } from "./graph_editor.ts";

/** Operators on whose result engines disagree if the first input has a NaN. */
const ORDERING = new Set(
  ("MaxPool GlobalMaxPool ReduceMax ReduceMin TopK Hardmax LogSoftmax Normalizer " +
    "QuantizeLinear").split(" "),
);

/** Operators whose output is never below zero. */
const POSITIVE = new Set("Relu Sigmoid HardSigmoid Softmax Softplus Exp Abs".split(" "));
/** Operators whose output consists of values of their first input. */
const PICKING = new Set("MaxPool Reshape Flatten Transpose Identity Dropout".split(" "));

/** Whether a NaN in the node's first input must be noticed. */
export function orders(node: NodeProto, input: Value | undefined): boolean {
  return ORDERING.has(node.opType ?? "") && (input?.type === undefined || isFloat(input.type));
}

/** Collects NaN, and carries it to the output. */
export class NaNWatch {
  /** Sums that are NaN if a value was: one per sample, or one for all */
  readonly #sums: string[] = [];
  readonly #positive = new Set<string>();
  /** Watched values: once is enough, however many nodes compare them */
  readonly #seen = new Set<string>();

  constructor(readonly editor: GraphEditor) {}

  /** Called with every node in order. */
  pass({ opType, input, output }: NodeProto): void {
    const keeps = PICKING.has(opType ?? "") && this.#positive.has(input?.[0] ?? "");
    if ((POSITIVE.has(opType ?? "") || keeps) && output?.[0]) this.#positive.add(output[0]);
  }

  /**
   * Looks at a value.
   *
   * @param samples Where it has its samples; a value without any is the same for all of them
   */
  look(name: string, { type, shape }: Value, samples: SampleAxis | undefined): void {
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    const { editor } = this;
    let value = type === TYPE.float ? name : editor.cast(name, TYPE.float);
    let rank = shape.length;
    if (!this.#positive.has(name)) {
      // Infinities of both signs would sum to NaN, and so might values that overflow to them.
      value = editor.add("Abs", [value]);
    } else if (samples?.axis === 0 && rank > 2) {
      // Of all reductions of images, engines compute the mean fastest.
      value = editor.add("Flatten", [editor.add("GlobalAveragePool", [value])]);
      rank = 2;
    }
    const axes = Array.from({ length: rank }, (_, i) => i).filter((i) => i !== samples?.axis);
    if (axes.length > 0) value = this.#sum(value, axes);
    const { before, after } = samples ?? { before: 1, after: 1 };
    if (before * after > 1) {
      value = editor.add("Reshape", [value, editor.integers([before, -1, after])]);
      value = this.#sum(value, [0, 2]);
    }
    this.#sums.push(value);
  }

  #sum(value: string, axes: number[]): string {
    const { editor } = this;
    const keepdims = { name: "keepdims", type: 2, i: 0 };
    return editor.opset >= 13
      ? editor.add("ReduceSum", [value, editor.integers(axes)], [keepdims])
      : editor.add("ReduceSum", [value], [{ name: "axes", type: 7, ints: axes }, keepdims]);
  }

  /**
   * The editor's nodes, whose output is NaN (for labels −1, outside the classes) if there was a
   * NaN.
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
