/**
 * The operators that a model may use: those whose output shapes and work follow from their inputs'
 * shapes. An operator that can allocate from a value (Expand, Tile, ConstantOfShape, Range), that
 * runs a subgraph (If, Loop, Scan) or that draws random numbers is not among them.
 *
 * To add one: give it a row here, and a model that uses it to admission_test.ts.
 * Source of the shape rules: https://onnx.ai/onnx/operators/
 *
 * @module
 */
import {
  attribute,
  dimsOf,
  integer,
  integerAttribute,
  integersAttribute,
  integersOf,
  type NodeProto,
  product,
} from "./onnx.ts";
import { InvalidModel } from "./verdict.ts";

export type Shape = number[];

/** What is known of a value. */
export interface Value {
  shape: Shape;
  /** Its whole numbers, where they are known before the model runs: shapes and axes */
  integers?: number[];
}

/** What a node gives, and what it costs. */
export interface Inferred {
  outputs: Value[];
  /** Multiply-adds for the whole batch; a node that only touches values counts each once */
  work: number;
}

type Rule = (node: NodeProto, inputs: (Value | undefined)[]) => Inferred;

/** Tells the author which node is wrong. */
function wrong(node: NodeProto, found: string): InvalidModel {
  const name = node.name ? ` "${node.name.slice(0, 60)}"` : "";
  return new InvalidModel("graph", `its ${node.opType} node${name} ${found}`, "Export it again");
}

function at(node: NodeProto, inputs: (Value | undefined)[], index: number): Value {
  const value = inputs[index];
  if (value === undefined) throw wrong(node, `has no input ${index}`);
  return value;
}

function gives(...shapes: Shape[]): Inferred {
  return {
    outputs: shapes.map((shape) => ({ shape })),
    work: shapes.reduce((total, shape) => total + product(shape), 0),
  };
}

function axisOf(node: NodeProto, axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(positive) || positive < 0 || positive >= Math.max(rank, 1)) {
    throw wrong(node, `has axis ${axis} of ${rank} dimensions`);
  }
  return positive;
}

/** Shapes as numpy broadcasts them. */
function broadcast(node: NodeProto, shapes: Shape[]): Shape {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, position) => {
    let dim = 1;
    for (const shape of shapes) {
      const own = shape[shape.length - rank + position] ?? 1;
      if (own === 1 || own === dim) continue;
      if (dim !== 1) throw wrong(node, `cannot broadcast ${shapes.map(shown).join(" with ")}`);
      dim = own;
    }
    return dim;
  });
}

function shown(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

const same: Rule = (node, inputs) => gives(at(node, inputs, 0).shape);

const elementwise: Rule = (node, inputs) =>
  gives(broadcast(node, inputs.filter((value) => value !== undefined).map(({ shape }) => shape)));

/** Kernel, strides, padding and dilation along the spatial dimensions. */
function windowed(node: NodeProto, spatial: Shape, kernel: Shape): Shape {
  const strides = integersAttribute(node, "strides") ?? spatial.map(() => 1);
  const dilations = integersAttribute(node, "dilations") ?? spatial.map(() => 1);
  const pads = integersAttribute(node, "pads") ?? spatial.flatMap(() => [0, 0]);
  const auto = attribute(node, "auto_pad")?.s;
  const mode = auto ? new TextDecoder().decode(auto) : "NOTSET";
  const up = integerAttribute(node, "ceil_mode", 0) === 1;
  const rank = spatial.length;
  if (
    kernel.length !== rank || strides.length !== rank || dilations.length !== rank ||
    pads.length !== 2 * rank ||
    [...kernel, ...strides, ...dilations].some((n) => !(n >= 1)) || pads.some((n) => !(n >= 0))
  ) throw wrong(node, "has a kernel, strides, pads or dilations that do not fit its input");
  return spatial.map((size, i) => {
    if (mode.startsWith("SAME")) return Math.ceil(size / strides[i]!);
    const reach = dilations[i]! * (kernel[i]! - 1) + 1;
    const padding = mode === "VALID" ? 0 : pads[i]! + pads[i + rank]!;
    const steps = (size + padding - reach) / strides[i]!;
    const out = (up ? Math.ceil(steps) : Math.floor(steps)) + 1;
    if (!(out >= 1)) throw wrong(node, `has a window larger than its input ${shown(spatial)}`);
    return out;
  });
}

const conv: Rule = (node, inputs) => {
  const [x, w] = [at(node, inputs, 0).shape, at(node, inputs, 1).shape];
  const group = integerAttribute(node, "group", 1);
  if (x.length < 3 || w.length !== x.length || w[1]! * group !== x[1]) {
    throw wrong(node, `has weights ${shown(w)} that do not fit ${shown(x)}`);
  }
  const kernel = w.slice(2);
  const out = [x[0]!, w[0]!, ...windowed(node, x.slice(2), kernel)];
  return { outputs: [{ shape: out }], work: product(out) * w[1]! * product(kernel) };
};

const pool: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const kernel = integersAttribute(node, "kernel_shape") ?? [];
  if (shape.length < 3) throw wrong(node, `has input ${shown(shape)}`);
  const out = [shape[0]!, shape[1]!, ...windowed(node, shape.slice(2), kernel)];
  return { outputs: [{ shape: out }, { shape: out }], work: product(out) * product(kernel) };
};

const globalPool: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  if (shape.length < 3) throw wrong(node, `has input ${shown(shape)}`);
  const out = shape.map((dim, i) => (i < 2 ? dim : 1));
  return { outputs: [{ shape: out }], work: product(shape) };
};

const gemm: Rule = (node, inputs) => {
  const [a, b] = [at(node, inputs, 0).shape, at(node, inputs, 1).shape];
  const turn = (shape: Shape, flag: string) =>
    integerAttribute(node, flag, 0) === 1 ? [...shape].reverse() : shape;
  const [left, right] = [turn(a, "transA"), turn(b, "transB")];
  if (a.length !== 2 || b.length !== 2 || left[1] !== right[0]) {
    throw wrong(node, `multiplies ${shown(a)} by ${shown(b)}`);
  }
  const out = [left[0]!, right[1]!];
  return { outputs: [{ shape: out }], work: product(out) * left[1]! };
};

const matMul: Rule = (node, inputs) => {
  const [a, b] = [at(node, inputs, 0).shape, at(node, inputs, 1).shape];
  const [left, right] = [a.length === 1 ? [1, ...a] : a, b.length === 1 ? [...b, 1] : b];
  const inner = left[left.length - 1];
  if (left.length < 2 || right.length < 2 || inner !== right[right.length - 2]) {
    throw wrong(node, `multiplies ${shown(a)} by ${shown(b)}`);
  }
  const batch = broadcast(node, [left.slice(0, -2), right.slice(0, -2)]);
  const out = [
    ...batch,
    ...(a.length === 1 ? [] : [left[left.length - 2]!]),
    ...(b.length === 1 ? [] : [right[right.length - 1]!]),
  ];
  return { outputs: [{ shape: out }], work: product(out) * inner! };
};

const flatten: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const axis = integerAttribute(node, "axis", 1);
  const cut = axis < 0 ? axis + shape.length : axis;
  return gives([product(shape.slice(0, cut)), product(shape.slice(cut))]);
};

const reshape: Rule = (node, inputs) => {
  const [value, wanted] = [at(node, inputs, 0), at(node, inputs, 1).integers];
  if (wanted === undefined) throw wrong(node, "takes a shape that is computed from data");
  const keepZeros = integerAttribute(node, "allowzero", 0) === 1;
  const out = wanted.map((dim, i) => (dim === 0 && !keepZeros ? value.shape[i] ?? -2 : dim));
  const open = out.indexOf(-1);
  const total = product(value.shape);
  if (open >= 0) out[open] = total / product(out.filter((_, i) => i !== open));
  if (out.some((dim) => !Number.isInteger(dim) || dim < 0) || product(out) !== total) {
    throw wrong(node, `cannot make ${shown(wanted)} of ${shown(value.shape)}`);
  }
  return { outputs: [{ shape: out, integers: value.integers }], work: total };
};

const transpose: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const order = integersAttribute(node, "perm") ?? shape.map((_, i) => shape.length - 1 - i);
  if (
    [...order].sort((a, b) => a - b).some((axis, i) => axis !== i) || order.length !== shape.length
  ) {
    throw wrong(node, `has perm ${shown(order)} for ${shown(shape)}`);
  }
  return gives(order.map((axis) => shape[axis]!));
};

/** Axes, from the second input or (in older opsets) from the attribute. */
function axesOf(node: NodeProto, inputs: (Value | undefined)[]): number[] | undefined {
  const given = inputs[1];
  if (given === undefined) return integersAttribute(node, "axes");
  if (given.integers === undefined) throw wrong(node, "takes axes that are computed from data");
  return given.integers;
}

const squeeze: Rule = (node, inputs) => {
  const { shape, integers } = at(node, inputs, 0);
  const axes = axesOf(node, inputs)?.map((axis) => axisOf(node, axis, shape.length));
  const out = shape.filter((dim, i) => (axes ? !axes.includes(i) : dim !== 1));
  return { outputs: [{ shape: out, integers }], work: product(shape) };
};

const unsqueeze: Rule = (node, inputs) => {
  const { shape, integers } = at(node, inputs, 0);
  const given = axesOf(node, inputs) ?? [];
  const rank = shape.length + given.length;
  const axes = given.map((axis) => axisOf(node, axis, rank));
  const rest = [...shape];
  const out = Array.from({ length: rank }, (_, i) => (axes.includes(i) ? 1 : rest.shift() ?? 1));
  return { outputs: [{ shape: out, integers }], work: product(shape) };
};

const concat: Rule = (node, inputs) => {
  const values = inputs.map((_, i) => at(node, inputs, i));
  const first = values[0];
  if (first === undefined) throw wrong(node, "has no input");
  const axis = axisOf(node, integerAttribute(node, "axis", 0), first.shape.length);
  if (
    values.some(({ shape }) =>
      shape.length !== first.shape.length ||
      shape.some((dim, i) => i !== axis && dim !== first.shape[i])
    )
  ) throw wrong(node, `joins ${values.map(({ shape }) => shown(shape)).join(" and ")}`);
  const size = values.reduce((total, { shape }) => total + shape[axis]!, 0);
  const out = first.shape.map((dim, i) => (i === axis ? size : dim));
  const known = values.every(({ integers }) => integers !== undefined) && out.length === 1;
  return {
    outputs: [{ shape: out, integers: known ? values.flatMap((v) => v.integers!) : undefined }],
    work: product(out),
  };
};

const pad: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const pads = inputs[1] ? inputs[1].integers : integersAttribute(node, "pads");
  if (pads === undefined || pads.length !== 2 * shape.length || inputs[3]) {
    throw wrong(node, "has pads that are not known or do not fit");
  }
  const out = shape.map((dim, i) => dim + pads[i]! + pads[i + shape.length]!);
  if (out.some((dim) => dim < 1)) throw wrong(node, `pads ${shown(shape)} to ${shown(out)}`);
  return gives(out);
};

const gather: Rule = (node, inputs) => {
  const [data, indices] = [at(node, inputs, 0), at(node, inputs, 1)];
  const axis = axisOf(node, integerAttribute(node, "axis", 0), data.shape.length);
  const out = [...data.shape.slice(0, axis), ...indices.shape, ...data.shape.slice(axis + 1)];
  const known = data.integers && indices.integers && data.shape.length === 1;
  const size = data.shape[0] ?? 0;
  return {
    outputs: [{
      shape: out,
      integers: known
        ? indices.integers!.map((i) => data.integers![i < 0 ? i + size : i] ?? 0)
        : undefined,
    }],
    work: product(out),
  };
};

const reduce: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const none = integerAttribute(node, "noop_with_empty_axes", 0) === 1;
  const given = axesOf(node, inputs) ?? [];
  const all = given.length === 0 && !none ? shape.map((_, i) => i) : given;
  const axes = all.map((axis) => axisOf(node, axis, shape.length));
  const keep = integerAttribute(node, "keepdims", 1) === 1;
  const out = shape.map((dim, i) => (axes.includes(i) ? 1 : dim))
    .filter((_, i) => keep || !axes.includes(i));
  return { outputs: [{ shape: out }], work: product(shape) };
};

const argMax: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const axis = axisOf(node, integerAttribute(node, "axis", 0), shape.length);
  const keep = integerAttribute(node, "keepdims", 1) === 1;
  const out = shape.map((dim, i) => (i === axis ? 1 : dim)).filter((_, i) => keep || i !== axis);
  return { outputs: [{ shape: out }], work: product(shape) };
};

const constant: Rule = (node) => {
  const tensor = attribute(node, "value")?.t;
  if (tensor) {
    const shape = dimsOf(tensor);
    return { outputs: [{ shape, integers: integersOf(tensor) }], work: 0 };
  }
  const one = attribute(node, "value_int");
  if (one) return { outputs: [{ shape: [], integers: [integer(one.i)] }], work: 0 };
  const many = attribute(node, "value_ints");
  if (many) {
    const integers = (many.ints ?? []).map(integer);
    return { outputs: [{ shape: [integers.length], integers }], work: 0 };
  }
  if (attribute(node, "value_float")) return { outputs: [{ shape: [] }], work: 0 };
  const floats = attribute(node, "value_floats")?.floats;
  if (floats) return { outputs: [{ shape: [floats.length] }], work: 0 };
  throw wrong(node, "has no numeric value");
};

const shape: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const rank = shape.length;
  const clamp = (axis: number) => Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
  const integers = shape.slice(
    clamp(integerAttribute(node, "start", 0)),
    clamp(integerAttribute(node, "end", rank)),
  );
  return { outputs: [{ shape: [integers.length], integers }], work: 0 };
};

const cast: Rule = (node, inputs) => {
  const { shape, integers } = at(node, inputs, 0);
  return { outputs: [{ shape, integers }], work: product(shape) };
};

/** One row of features in; labels and one score a class out. */
const classifier = (weights: string): Rule => (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const rows = shape[0] ?? 1;
  const labels = attribute(node, "classlabels_ints")?.ints?.length ||
    attribute(node, "classlabels_int64s")?.ints?.length ||
    attribute(node, "classlabels_strings")?.strings?.length || 1;
  const work = (attribute(node, weights)?.floats?.length ?? 0) +
    (attribute(node, weights)?.ints?.length ?? 0);
  return { outputs: [{ shape: [rows] }, { shape: [rows, labels] }], work: rows * (work + labels) };
};

const ML = "ai.onnx.ml";

function named(names: string, rule: Rule): [string, Rule][] {
  return names.split(" ").map((name) => [name, rule]);
}

const OPERATORS = new Map<string, Rule>([
  ...named(
    "Relu LeakyRelu Elu Selu Celu ThresholdedRelu Sigmoid HardSigmoid HardSwish Tanh Softplus " +
      "Softsign Gelu Mish Erf Exp Log Sqrt Abs Neg Floor Ceil Round Sign Reciprocal Sin Cos Not " +
      "Clip Softmax LogSoftmax Hardmax LRN BatchNormalization InstanceNormalization " +
      "LayerNormalization LpNormalization MeanVarianceNormalization",
    same,
  ),
  ...named(
    "Add Sub Mul Div Pow Mod Max Min Sum Mean PRelu Equal Greater GreaterOrEqual Less LessOrEqual " +
      "And Or Xor Where",
    elementwise,
  ),
  ...named("Identity Dropout Cast", cast),
  ...named("MaxPool AveragePool", pool),
  ...named("GlobalAveragePool GlobalMaxPool", globalPool),
  ...named("ReduceMean ReduceSum ReduceMax ReduceMin ReduceL1 ReduceL2 ReduceSumSquare", reduce),
  ["Conv", conv],
  ["Gemm", gemm],
  ["MatMul", matMul],
  ["Flatten", flatten],
  ["Reshape", reshape],
  ["Transpose", transpose],
  ["Squeeze", squeeze],
  ["Unsqueeze", unsqueeze],
  ["Concat", concat],
  ["Pad", pad],
  ["Gather", gather],
  ["ArgMax", argMax],
  ["Constant", constant],
  ["Shape", shape],
  [`${ML}/LinearClassifier`, classifier("coefficients")],
  [`${ML}/SVMClassifier`, classifier("support_vectors")],
  [`${ML}/TreeEnsembleClassifier`, classifier("nodes_treeids")],
  ...named(`${ML}/Normalizer ${ML}/Scaler ${ML}/Binarizer ${ML}/Imputer`, same),
  // Its output is no tensor: nothing can follow it, and it is not fetched.
  [`${ML}/ZipMap`, () => ({ outputs: [], work: 0 })],
]);

/**
 * Infers one node.
 *
 * @throws InvalidModel `operator` for one that is not admitted, `graph` for shapes that do not fit
 */
export function infer(node: NodeProto, inputs: (Value | undefined)[]): Inferred {
  const domain = node.domain && node.domain !== "ai.onnx" ? `${node.domain}/` : "";
  const name = `${domain}${node.opType ?? ""}`;
  const rule = OPERATORS.get(name);
  if (rule === undefined) {
    throw new InvalidModel(
      "operator",
      `it uses the operator ${name.slice(0, 80)}`,
      "Use the operators that docs/PROTOCOL.md, section 8, admits",
    );
  }
  return rule(node, inputs);
}
