/**
 * Attention (opset 23): queries, keys and values, each cut into heads. A model that
 * sees one sample at a time has no past, so keys and values of earlier calls are not admitted.
 *
 * @module
 */
import { integerAttribute, type NodeProto, product, TYPE } from "../onnx.ts";
import { at, broadcast, hasRank, type Rule, type Shape, shown, type Value, wrong } from "./rule.ts";

/** Samples, heads, steps, features. */
type Heads = [samples: number, heads: number, steps: number, features: number];

export const attention: Rule = (node, inputs) => {
  const [q, k, v] = [
    heads(node, at(node, inputs, 0), "q_num_heads"),
    heads(node, at(node, inputs, 1), "kv_num_heads"),
    heads(node, at(node, inputs, 2), "kv_num_heads"),
  ];
  if (inputs.slice(4).some((value) => value !== undefined)) throw wrong(node, "has a past");
  if (node.output?.slice(1).some((name) => name !== "")) throw wrong(node, "keeps a state");
  const fits = k[0] === q[0] && v[0] === q[0] && k[1] === v[1] && q[1] % k[1] === 0 &&
    k[2] === v[2] && q[3] === k[3];
  if (!fits) throw wrong(node, `attends with ${shown(q)} to ${shown(k)} and ${shown(v)}`);
  const [samples, each, steps, features] = q;
  const weights = [samples, each, steps, k[2]];
  checkMask(node, inputs[3], weights);
  const out = [samples, each, steps, v[3]];
  const flat = [samples, steps, each * v[3]];
  // A model may not take the weights as an output, but the engine makes them.
  return {
    outputs: [{ shape: inputs[0]?.shape.length === 3 ? flat : out }, { shape: k }, { shape: v }, {
      shape: weights,
    }],
    work: product(weights) * (features + v[3]),
  };
};

/** Heads are an axis, or parts of the features. */
function heads(node: NodeProto, { shape, type }: Value, name: string): Heads {
  if (type !== undefined && type !== TYPE.float) throw wrong(node, `attends to the type ${type}`);
  if (hasRank(shape, 4)) return shape;
  const count = integerAttribute(node, name, 0);
  if (!hasRank(shape, 3) || !(count >= 1) || shape[2] % count !== 0) {
    throw wrong(node, `has ${count} heads for ${shown(shape)}`);
  }
  const [samples, steps, features] = shape;
  return [samples, count, steps, features / count];
}

/** Numbers to add to the weights, or whether each of them counts. */
function checkMask(node: NodeProto, mask: Value | undefined, weights: Shape): void {
  if (mask === undefined) return;
  const { shape, type } = mask;
  const fits = shape.length >= 2 && shape.at(-1) === weights.at(-1) &&
    shape.length <= weights.length &&
    String(broadcast(node, [shape, weights])) === String(weights);
  if (!fits) throw wrong(node, `masks ${shown(weights)} by ${shown(shape)}`);
  if (type !== undefined && type !== TYPE.float && type !== TYPE.bool) {
    throw wrong(node, `has a mask of the type ${type}`);
  }
}
