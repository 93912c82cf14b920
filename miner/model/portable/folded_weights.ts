/**
 * Weights of convolutions as engines fold what follows into them: a BatchNormalization, a product
 * with constants. Past the edge of an image an engine multiplies weights by zero or leaves it, which
 * is not the same for infinity or NaN.
 *
 * @module
 */
import { attribute, type NodeProto, TYPE } from "../onnx.ts";
import type { Value } from "../operators/rule.ts";
import { broken } from "../../../protocol/score/verdict.ts";
import { floatValues, largestFloat } from "../weight_data.ts";
import { between } from "./bounded_cast.ts";
import type { GraphEditor } from "./graph_editor.ts";
import type { Magnitudes } from "./magnitudes.ts";

/** No weights of a trained model come near. */
const MOST = 2 ** 120;
/** What is computed from constants alone is folded, too, and kept within this: two of them are MOST. */
const COMPUTED = 2 ** 60;

/**
 * What an engine takes away where it changes nothing (less zero, by one, to the same shape), and then
 * folds what is behind. Whether it does is the engine's; that it may is enough here.
 */
const PASSING = new Set(
  ("Add Sub Div Sum Max Min Identity Dropout Cast CastLike Expand Reshape Flatten Squeeze Unsqueeze " +
    "Transpose Slice Pad Concat Split").split(" "),
);

/** Inputs that engines fold when no sample has a part in them, and what they are kept within. */
const FOLDING: Record<string, Record<number, [low: number, high: number]>> = {
  Conv: { 1: [-COMPUTED, COMPUTED] },
  ConvTranspose: { 1: [-COMPUTED, COMPUTED] },
  Mul: { 0: [-COMPUTED, COMPUTED], 1: [-COMPUTED, COMPUTED] },
  BatchNormalization: { 1: [-COMPUTED, COMPUTED], 4: [0, COMPUTED] },
};

export class FoldedWeights {
  /** The largest weight that makes a value, by the value's name */
  readonly #largest = new Map<string, number>();

  /** What no sample has a part in */
  readonly #fixed = new Set<string>();

  constructor(readonly editor: GraphEditor, readonly magnitudes: Magnitudes) {}

  /**
   * Told of every node in order.
   *
   * @param inputs What is known of its inputs
   * @returns The node, with what is computed for its weights kept within bounds
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
      throw broken("initializer", `its ${node.opType} node has weights that are not finite`);
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

  /** Whether a value is fixed, and nothing is known of its size. */
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

  /** The largest value of what is folded; undefined for what is not. */
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
    // One that is computed is kept above zero; one that is not known is not folded.
    let least = variance ? Infinity : 0;
    // NaN is the least of all.
    for (const value of (variance && floatValues(variance)) ?? []) {
      if (!(value >= least)) least = value;
    }
    return scale / Math.sqrt(least + epsilon);
  }
}
