/**
 * Weights of convolutions as engines fold what follows into them: a BatchNormalization, a product
 * with constants. Past the edge of an image an engine multiplies weights by zero or leaves it, which
 * is not the same for infinity or NaN.
 *
 * @module
 */
import { attribute, type NodeProto } from "../onnx.ts";
import { broken } from "../verdict.ts";
import { floatValues, largestFloat } from "../weight_data.ts";
import type { Magnitudes } from "./magnitudes.ts";

/** No weights of a trained model come near. */
const MOST = 2 ** 120;

export class FoldedWeights {
  /** The largest weight that makes a value, by the value's name */
  readonly #largest = new Map<string, number>();

  constructor(readonly magnitudes: Magnitudes) {}

  /**
   * Told of every node in order.
   *
   * @throws InvalidModel `initializer`
   */
  pass(node: NodeProto): void {
    const weight = this.#of(node);
    if (weight === undefined) return;
    if (!(weight <= MOST)) {
      throw broken("initializer", `its ${node.opType} node has weights that are not finite`);
    }
    this.#largest.set(node.output?.[0] ?? "", weight);
  }

  #of(node: NodeProto): number | undefined {
    const [first = "", second = ""] = node.input ?? [];
    const [a, b] = [this.#largest.get(first), this.#largest.get(second)];
    switch (node.opType) {
      case "Conv":
      case "ConvTranspose":
        return this.#constant(second);
      case "Add":
        return a ?? b;
      case "Mul": {
        const [weight, factor] = a === undefined ? [b, first] : [a, second];
        const by = this.#constant(factor);
        return weight === undefined || by === undefined ? undefined : weight * by;
      }
      case "BatchNormalization":
        return a === undefined ? undefined : a * this.#normalised(node);
      default:
        return undefined;
    }
  }

  #constant(name: string): number | undefined {
    const tensor = this.magnitudes.constant(name);
    return tensor && largestFloat(tensor);
  }

  #normalised(node: NodeProto): number {
    const scale = this.#constant(node.input?.[1] ?? "") ?? 1;
    const variance = this.magnitudes.constant(node.input?.[4] ?? "");
    const epsilon = attribute(node, "epsilon")?.f ?? 1e-5;
    // One that is not known is not folded.
    let least = variance ? Infinity : 0;
    // NaN is the least of all.
    for (const value of (variance && floatValues(variance)) ?? []) {
      if (!(value >= least)) least = value;
    }
    return scale / Math.sqrt(least + epsilon);
  }
}
