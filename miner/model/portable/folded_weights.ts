/**
 * Weights of convolutions into which engines fold the following node: a BatchNormalization, a
 * product with constants. Beyond the edge of an image an engine multiplies weights by zero or skips
 * them, which differs for infinity and NaN.
 *
 * @module
 */
import { attribute, type NodeProto, TYPE } from "../onnx.ts";
import type { Value } from "../operators/rule.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { floatValues, largestFloat } from "../weight_data.ts";
import { between } from "./bounded_cast.ts";
import type { GraphEditor } from "./graph_editor.ts";
import type { Magnitudes } from "./magnitudes.ts";

/** Weights of trained models are far below. */
const MOST = 2 ** 120;
/**
 * Values computed from constants alone are also folded, and kept within this: two of them are MOST.
 */
const COMPUTED = 2 ** 60;

/**
 * Nodes that an engine may remove because they change nothing (minus zero, times one, to the same
 * shape), and then fold the node after them. That it may is enough here.
 */
const PASSING = new Set(
  ("Add Sub Div Sum Max Min Identity Dropout Cast CastLike Expand Reshape Flatten Squeeze Unsqueeze " +
    "Transpose Slice Pad Concat Split").split(" "),
);

/** Inputs that engines fold if they do not depend on a sample, and their bounds. */
const FOLDING: Record<string, Record<number, [low: number, high: number]>> = {
  Conv: { 1: [-COMPUTED, COMPUTED] },
  ConvTranspose: { 1: [-COMPUTED, COMPUTED] },
  Mul: { 0: [-COMPUTED, COMPUTED], 1: [-COMPUTED, COMPUTED] },
  BatchNormalization: { 1: [-COMPUTED, COMPUTED], 4: [0, COMPUTED] },
};

export class FoldedWeights {
  /** The largest weight in a value's computation, by the value's name */
  readonly #largest = new Map<string, number>();

  /** Values that do not depend on a sample */
  readonly #fixed = new Set<string>();

  constructor(readonly editor: GraphEditor, readonly magnitudes: Magnitudes) {}

  /**
   * Called with every node in order.
   *
   * @param inputs What is known about its inputs
   * @returns The node, with its computed weights kept within bounds
   * @throws InvalidModel `initializer`
   */
  pass(node: NodeProto, inputs: (Value | undefined)[]): NodeProto {
    const fixed = (node.input ?? []).every((name) => this.#isFixed(name));
    if (fixed || node.opType === "Shape" || node.opType === "Size") {
      for (const name of node.output ?? []) this.#fixed.add(name);
    }
    const weight = this.#of(node);
    if (weight === undefined) return node;
    if (!(weight <= MOST)) {
      throw new InvalidModel(
        "initializer",
        `its ${node.opType} node has weights that are not finite`,
        { kind: "finite-weights" },
      );
    }
    for (const name of node.output ?? []) this.#largest.set(name, weight);
    const bounded = (name: string, index: number) => {
      const folds = FOLDING[node.opType ?? ""]?.[index];
      if (!folds || !this.#isComputed(name) || inputs[index]?.type !== TYPE.float) return name;
      return between(this.editor, name, TYPE.float, folds);
    };
    return { ...node, input: (node.input ?? []).map(bounded) };
  }

  #isFixed(name: string): boolean {
    return name === "" || this.#fixed.has(name) || this.magnitudes.constant(name) !== undefined;
  }

  /** Whether a value is fixed, but of unknown size. */
  #isComputed(name: string): boolean {
    return this.#fixed.has(name) && this.#known(name) === undefined;
  }

  #of(node: NodeProto): number | undefined {
    const [first = "", second = ""] = node.input ?? [];
    const [a, b] = [this.#largest.get(first), this.#largest.get(second)];
    switch (node.opType) {
      case "Conv":
      case "ConvTranspose":
        return this.#factor(second);
      case "Mul": {
        const [weight, factor] = a === undefined ? [b, first] : [a, second];
        const by = this.#factor(factor);
        return weight === undefined || by === undefined ? undefined : weight * by;
      }
      case "BatchNormalization":
        return a === undefined ? undefined : a * this.#normalised(node);
      default:
        return PASSING.has(node.opType ?? "") ? this.#largestOf(node.input ?? []) : undefined;
    }
  }

  #largestOf(names: string[]): number | undefined {
    const known = names.flatMap((name) => this.#largest.get(name) ?? []);
    return known.length > 0 ? Math.max(...known) : undefined;
  }

  /** The largest value of a folded input; undefined for others. */
  #factor(name: string): number | undefined {
    return this.#known(name) ?? (this.#fixed.has(name) ? COMPUTED : undefined);
  }

  #known(name: string): number | undefined {
    const tensor = this.magnitudes.constant(name);
    if (tensor !== undefined) return largestFloat(tensor);
    return this.#fixed.has(name) ? this.magnitudes.bound(name) : undefined;
  }

  #normalised(node: NodeProto): number {
    const scale = this.#factor(node.input?.[1] ?? "") ?? 1;
    const variance = this.magnitudes.constant(node.input?.[4] ?? "");
    const epsilon = attribute(node, "epsilon")?.f ?? 1e-5;
    // A computed one is kept above zero; an unknown one is not folded.
    let least = variance ? Infinity : 0;
    // NaN counts as the smallest.
    for (const value of (variance && floatValues(variance)) ?? []) {
      if (!(value >= least)) least = value;
    }
    return scale / Math.sqrt(least + epsilon);
  }
}
