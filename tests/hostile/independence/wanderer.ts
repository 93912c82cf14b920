/**
 * Random graphs whose samples wander: a value's axes are known by their factors, one of which is the
 * batch, so that a graph can bring its samples back to the front whatever was done in between.
 *
 * @module
 */
import { type AttributeProto, product, TYPE } from "../../../miner/model/onnx.ts";
import { attr } from "../build.ts";
import { COLUMNS, GraphBuilder, type Ref } from "../operators/graph_builder.ts";
import { pick, type Random } from "../mutate.ts";

/** A dimension as the product of factors, the slowest first: a size, or the batch. */
type Dim = (number | "n")[];

/** A float value, and its dimensions. */
interface Wandering {
  ref: Ref;
  dims: Dim[];
}

/** A step: undefined where the value does not suit it. */
type Step = (b: GraphBuilder, value: Wandering) => Wandering | undefined;

/** Samples that a fixed batch has. */
export const FIXED = 4;

const known = (dim: Dim) => !dim.includes("n");
const sizeOf = (dim: Dim) => product(dim.map((factor) => factor === "n" ? 0 : factor));
const home = ({ dims }: Wandering) => dims.findIndex((dim) => !known(dim));
const add = (b: GraphBuilder, op: string, inputs: Ref[], ...attributes: AttributeProto[]) =>
  b.add(op, inputs, TYPE.float, attributes);

/** Any axis, more often one of a known size. */
function axisOf(b: GraphBuilder, { dims }: Wandering): number {
  const sized = dims.flatMap((dim, axis) => known(dim) ? [axis] : []);
  return sized.length > 0 && b.chance(0.8) ? b.any(sized) : b.between(0, dims.length - 1);
}

/** Rearranges the values, in their order. */
function reshaped(b: GraphBuilder, { ref }: Wandering, dims: Dim[]): Wandering {
  return { ref: b.reshape(ref, dims.map((dim) => known(dim) ? sizeOf(dim) : -1)), dims };
}

const transpose: Step = (b, { ref, dims }) => {
  const order = dims.map((_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = b.between(0, i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return {
    ref: add(b, "Transpose", [ref], attr.ints("perm", order)),
    dims: order.map((axis) => dims[axis]!),
  };
};

const merge: Step = (b, value) => {
  const { dims } = value;
  if (dims.length < 2) return undefined;
  const at = b.between(0, dims.length - 2);
  return reshaped(b, value, [
    ...dims.slice(0, at),
    [...dims[at]!, ...dims[at + 1]!],
    ...dims.slice(at + 2),
  ]);
};

const cut: Step = (b, value) => {
  const axis = value.dims.findIndex((dim) => dim.length > 1);
  const dim = value.dims[axis];
  if (dim === undefined) return undefined;
  const at = b.between(1, dim.length - 1);
  return reshaped(b, value, [
    ...value.dims.slice(0, axis),
    dim.slice(0, at),
    dim.slice(at),
    ...value.dims.slice(axis + 1),
  ]);
};

const unsqueeze: Step = (b, value) => {
  if (value.dims.length > 4) return undefined;
  const at = b.between(0, value.dims.length);
  return reshaped(b, value, [...value.dims.slice(0, at), [1], ...value.dims.slice(at)]);
};

/** Values for each place, or for all places, of a known axis; sometimes for places in the batch. */
const beside: Step = (b, { ref, dims }) => {
  const sizes = dims.map((dim) => {
    if (!known(dim)) return b.chance(0.9) ? 1 : FIXED;
    return b.chance(0.6) ? sizeOf(dim) : 1;
  });
  const constant = b.fixed(TYPE.float, sizes, "tame");
  return { ref: add(b, b.any(["Add", "Mul", "Sub"]), [ref, constant]), dims };
};

const single: Step = (b, { ref, dims }) => ({
  ref: add(b, b.any(["Relu", "Tanh", "Sigmoid", "Abs", "Erf", "Neg"]), [ref]),
  dims,
});

const softmax: Step = (b, value) => ({
  ref: add(b, b.any(["Softmax", "LogSoftmax"]), [value.ref], attr.int("axis", axisOf(b, value))),
  dims: value.dims,
});

const reduce: Step = (b, value) => {
  const axis = axisOf(b, value);
  const op = b.any(["ReduceMean", "ReduceSum", "ReduceMax"]);
  const ref = b.opset >= 18
    ? add(b, op, [value.ref, b.integers(axis)])
    : op === "ReduceSum" && b.opset >= 13
    ? add(b, op, [value.ref, b.integers(axis)])
    : add(b, op, [value.ref], attr.ints("axes", [axis]));
  return { ref, dims: value.dims.map((dim, i) => i === axis ? [1] : dim) };
};

const cumulate: Step = (b, value) => ({
  ref: add(b, "CumSum", [value.ref, b.constant(TYPE.int64, [], [axisOf(b, value)])]),
  dims: value.dims,
});

const reverse: Step = (b, value) => {
  const axis = axisOf(b, value);
  const [starts, ends] = [b.integers(-1), b.integers(-(2 ** 40))];
  return {
    ref: add(b, "Slice", [value.ref, starts, ends, b.integers(axis), b.integers(-1)]),
    dims: value.dims,
  };
};

const double: Step = (b, value) => {
  const axis = axisOf(b, value);
  const dim = value.dims[axis]!;
  if (product(value.dims.map((dim) => sizeOf(dim) || 1)) > 512) return undefined;
  return {
    ref: add(b, "Concat", [value.ref, value.ref], attr.int("axis", axis)),
    dims: value.dims.map((other, i) => i === axis ? [2, ...dim] : other),
  };
};

const take: Step = (b, value) => {
  const axis = axisOf(b, value);
  const count = sizeOf(value.dims[axis]!) || 1;
  const places = Array.from({ length: b.between(1, 3) }, () => b.between(0, count - 1));
  return {
    ref: add(b, "Gather", [value.ref, b.integers(...places)], attr.int("axis", axis)),
    dims: value.dims.map((dim, i) => i === axis ? [places.length] : dim),
  };
};

const multiply: Step = (b, { ref, dims }) => {
  const inner = sizeOf(dims.at(-1)!) || FIXED;
  const width = b.between(2, 4);
  if (b.chance(0.7)) {
    const weights = b.fixed(TYPE.float, [inner, width], "tame");
    return { ref: add(b, "MatMul", [ref, weights]), dims: [...dims.slice(0, -1), [width]] };
  }
  if (dims.length < 2) return undefined;
  const rows = sizeOf(dims.at(-2)!) || FIXED;
  const weights = b.fixed(TYPE.float, [width, rows], "tame");
  return {
    ref: add(b, "MatMul", [weights, ref]),
    dims: [...dims.slice(0, -2), [width], dims.at(-1)!],
  };
};

/** A product of the value with itself, turned: attention, if the samples are among the stacks. */
const attend: Step = (b, { ref, dims }) => {
  if (dims.length < 2) return undefined;
  const rank = dims.length;
  const order = [...dims.keys()];
  [order[rank - 1], order[rank - 2]] = [rank - 2, rank - 1];
  const turned = add(b, "Transpose", [ref], attr.ints("perm", order));
  return {
    ref: add(b, "MatMul", [ref, turned]),
    dims: [...dims.slice(0, -1), dims.at(-2)!],
  };
};

const contract: Step = (b, value) => {
  const letters = [..."abcdef"].slice(0, value.dims.length);
  const axis = axisOf(b, value);
  const size = sizeOf(value.dims[axis]!) || FIXED;
  const weights = b.fixed(TYPE.float, [size, 3], "tame");
  const result = letters.map((letter, i) => i === axis ? "z" : letter);
  const equation = `${letters.join("")},${letters[axis]}z->${result.join("")}`;
  return {
    ref: add(b, "Einsum", [value.ref, weights], attr.text("equation", equation)),
    dims: value.dims.map((dim, i) => i === axis ? [3] : dim),
  };
};

const blur: Step = (b, value) => {
  if (value.dims.length < 3) return undefined;
  const space = value.dims.length - 2;
  const ref = add(
    b,
    b.any(["AveragePool", "MaxPool"]),
    [value.ref],
    attr.ints("kernel_shape", Array(space).fill(3)),
    attr.ints("pads", Array(2 * space).fill(1)),
  );
  return { ref, dims: value.dims };
};

const sort: Step = (b, value) => {
  const axis = axisOf(b, value);
  if (!known(value.dims[axis]!)) return undefined;
  const [ref] = b.outputs(
    "TopK",
    [value.ref, b.integers(sizeOf(value.dims[axis]!))],
    [TYPE.float, TYPE.int64],
    [attr.int("axis", axis)],
  );
  return { ref: ref!, dims: value.dims };
};

const normalise: Step = (b, value) => {
  const axis = b.between(0, value.dims.length - 1);
  const sizes = value.dims.slice(axis).map((dim) => sizeOf(dim) || 1);
  const scale = b.fixed(TYPE.float, sizes, "tame");
  return {
    ref: add(b, "LayerNormalization", [value.ref, scale], attr.int("axis", axis)),
    dims: value.dims,
  };
};

/** A recurrent layer, whose batch is its second axis. */
const remember: Step = (b, value) => {
  const [, , values] = value.dims;
  if (value.dims.length !== 3 || values === undefined || !known(values)) return undefined;
  const hidden = 2;
  const weights = b.fixed(TYPE.float, [1, hidden, sizeOf(values)], "tame");
  const state = b.fixed(TYPE.float, [1, hidden, hidden], "tame");
  const [all] = b.outputs("RNN", [value.ref, weights, state], [TYPE.float, TYPE.float], [
    attr.int("hidden_size", hidden),
  ]);
  return { ref: all!, dims: [value.dims[0]!, [1], value.dims[1]!, [hidden]] };
};

/** A number that follows from the batch, among the values. */
const count: Step = (b, value) => {
  const shape = b.add("Shape", [value.ref], TYPE.int64);
  const at = b.between(0, value.dims.length - 1);
  const size = b.add("Gather", [shape, b.constant(TYPE.int64, [], [at])], TYPE.int64);
  const float = b.add("Cast", [size], TYPE.float, [attr.int("to", TYPE.float)]);
  return { ref: add(b, "Mul", [value.ref, float]), dims: value.dims };
};

/** Repeats the values along a new axis, or joins a constant repeated for every sample. */
const token: Step = (b, value) => {
  const at = home(value);
  const axis = value.dims.findIndex((dim, i) => known(dim) && i !== at);
  if (axis < 0 || at < 0) return undefined;
  const shape = b.add("Shape", [value.ref], TYPE.int64);
  const own = b.add("Gather", [shape, b.integers(...value.dims.keys())], TYPE.int64);
  const wanted = value.dims.map((_, i) => i === axis ? 1 : 0);
  const kept = b.add("Where", [
    b.constant(TYPE.bool, [wanted.length], wanted),
    b.integers(...wanted),
    own,
  ], TYPE.int64);
  const constant = b.fixed(TYPE.float, value.dims.map(() => 1), "tame");
  const repeated = add(b, "Expand", [constant, kept]);
  return {
    ref: add(b, "Concat", [repeated, value.ref], attr.int("axis", axis)),
    dims: value.dims.map((dim, i) => i === axis ? [sizeOf(dim) + 1] : dim),
  };
};

const STEPS: readonly Step[] = [
  transpose,
  transpose,
  transpose,
  merge,
  merge,
  cut,
  cut,
  unsqueeze,
  beside,
  beside,
  single,
  softmax,
  reduce,
  cumulate,
  reverse,
  double,
  take,
  multiply,
  multiply,
  attend,
  contract,
  blur,
  sort,
  normalise,
  remember,
  count,
  token,
];
const OPSETS = [13, 17, 18, 20];

/** Samples first, then their values. */
function returned(b: GraphBuilder, value: Wandering): Wandering | undefined {
  const axis = home(value);
  const dim = value.dims[axis];
  if (dim === undefined || value.dims.filter((other) => !known(other)).length > 1) return undefined;
  const at = dim.indexOf("n");
  const parts = [dim.slice(0, at), ["n" as const], dim.slice(at + 1)].map((part) =>
    part.length > 0 ? part : [1]
  );
  const apart = reshaped(b, value, [
    ...value.dims.slice(0, axis),
    ...parts,
    ...value.dims.slice(axis + 1),
  ]);
  const first = axis + 1;
  const order = [first, ...apart.dims.keys().filter((i) => i !== first)];
  return {
    ref: add(b, "Transpose", [apart.ref], attr.ints("perm", order)),
    dims: order.map((i) => apart.dims[i]!),
  };
}

/** A random graph, and whether it fixes its batch. */
export function wanderer(
  next: Random,
  opset = pick(next, OPSETS),
): { onnx: Uint8Array; fixed: boolean } {
  const b = new GraphBuilder(next, opset);
  const fixed = b.chance(0.2);
  const sizes = b.any([[6], [4, 3], [2, 3, 2]]);
  const start = (): Wandering => ({
    ref: b.given(TYPE.float, sizes, "tame"),
    dims: [["n"], ...sizes.map((size) => [size])],
  });
  let value = start();
  for (let steps = b.between(2, 12); steps > 0; steps--) {
    const stepped = b.any(STEPS)(b, value);
    if (stepped === undefined) continue;
    value = stepped;
    if (home(value) < 0) {
      // What was made of all samples goes to each of them.
      const all = add(b, "ReduceSum", [b.reshape(value.ref, [-1]), b.integers(0)]);
      const again = start();
      value = { ref: add(b, "Add", [again.ref, all]), dims: again.dims };
    }
  }
  const end = returned(b, value) ?? start();
  return { onnx: b.model(end.ref, fixed ? FIXED : "n"), fixed };
}

export { COLUMNS };
