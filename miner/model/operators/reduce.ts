/**
 * Operators that make one value of many along an axis.
 *
 * @module
 */
import { integerAttribute, type NodeProto, product } from "../onnx.ts";
import { axesOf, known } from "./layout.ts";
import { at, axisOf, dimOf, type Inferred, type Rule, shown, wrong } from "./rule.ts";
import { filled } from "./whole_numbers.ts";

export const reduce: Rule = (node, inputs) => {
  const { shape, integers } = at(node, inputs, 0);
  const none = integerAttribute(node, "noop_with_empty_axes", 0) === 1;
  const given = axesOf(node, inputs) ?? [];
  const all = given.length === 0 && !none ? shape.map((_, i) => i) : given;
  const axes = all.map((axis) => axisOf(node, axis, shape.length));
  const keep = integerAttribute(node, "keepdims", 1) !== 0;
  const out = shape.map((dim, i) => (axes.includes(i) ? 1 : dim))
    .filter((_, i) => keep || !axes.includes(i));
  const whole = node.opType === "ReduceProd" && shape.length === 1 && axes.length === 1;
  return {
    outputs: [{ shape: out, integers: whole && integers ? [product(integers)] : undefined }],
    work: product(shape),
  };
};

/** ArgMax and ArgMin. */
export const argMax: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const axis = axisOf(node, integerAttribute(node, "axis", 0), shape.length);
  const keep = integerAttribute(node, "keepdims", 1) !== 0;
  const out = shape.map((dim, i) => (i === axis ? 1 : dim)).filter((_, i) => keep || i !== axis);
  return { outputs: [{ shape: out }], work: product(shape) };
};

/** The k largest or smallest, and where they were. */
export const topK: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const [axis, size] = dimOf(node, integerAttribute(node, "axis", -1), shape);
  const [k] = inputs[1] ? known(node, inputs, 1, "k") : [integerAttribute(node, "k", -1)];
  if (k === undefined || !(k >= 0 && k <= size)) throw wrong(node, `takes ${k} of ${shown(shape)}`);
  const out = shape.map((dim, i) => (i === axis ? k : dim));
  // Sorting: one step per value and level of the heap.
  const levels = Math.ceil(Math.log2(k + 2));
  return { outputs: [{ shape: out }, { shape: out }], work: product(shape) * levels };
};

export const oneHot: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  // The depth may be a float, as in models converted from TensorFlow.
  const [depth] = inputs[1]?.floats ?? known(node, inputs, 1, "a depth");
  const axis = integerAttribute(node, "axis", -1);
  const position = axis < 0 ? axis + shape.length + 1 : axis;
  if (
    depth === undefined || !(depth >= 1 && Number.isInteger(depth)) || position < 0 ||
    position > shape.length
  ) {
    throw wrong(node, `has depth ${depth} and axis ${axis}`);
  }
  const out = [...shape.slice(0, position), depth, ...shape.slice(position)];
  return { outputs: [{ shape: out }], work: product(out) };
};

/** A shape as a list. */
export const shape: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const rank = shape.length;
  const clamp = (axis: number) => Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
  const integers = shape.slice(
    clamp(integerAttribute(node, "start", 0)),
    clamp(integerAttribute(node, "end", rank)),
  );
  return { outputs: [{ shape: [integers.length], integers }], work: 0 };
};

export const size: Rule = (node, inputs) => ({
  outputs: [{ shape: [], integers: [product(at(node, inputs, 0).shape)] }],
  work: 0,
});

/** How many numbers from start to limit; the numbers themselves, if they are few and whole. */
export const range: Rule = (node, inputs) => {
  const floats = [0, 1, 2].map((index) => inputs[index]?.floats?.[0]);
  if (floats.every((bound) => bound !== undefined)) {
    const [start = NaN, limit = NaN, delta = NaN] = floats;
    // The engine subtracts as float32, and divides as float64.
    return { ...counted(node, Math.fround(limit - start) / delta, delta, () => undefined) };
  }
  const bound = (index: number) => known(node, inputs, index, "bounds")[0] ?? NaN;
  const [start, limit, delta] = [bound(0), bound(1), bound(2)];
  return counted(node, (limit - start) / delta, delta, (i) => start + i * delta);
};

function counted(
  node: NodeProto,
  steps: number,
  delta: number,
  numberAt: (i: number) => number | undefined,
): Inferred {
  const count = Math.max(0, Math.ceil(steps));
  if (!Number.isSafeInteger(count)) throw wrong(node, `counts in steps of ${delta}`);
  const integers = filled([count], ([i = 0]) => numberAt(i));
  return { outputs: [{ shape: [count], integers }], work: count };
}
