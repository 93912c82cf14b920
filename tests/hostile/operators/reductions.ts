/**
 * Operators that make one value of many, products of matrices, normalisations.
 *
 * @module
 */
import { TYPE } from "../../../miner/model/onnx.ts";
import { attr } from "../build.ts";
import type { GraphBuilder, Ref } from "./graph_builder.ts";
import { ALL } from "./numbers.ts";
import { each, floating, numeric, type Probe, type Probes, shape } from "./probe.ts";

const reduce = (op: string): Probe => (b) => {
  const [type, dims] = [numeric(b), shape(b)];
  const value = b.given(type, dims, "nan");
  const axes = dims.map((_, i) => i + 1).filter(() => b.chance(0.6));
  const keep = b.chance(0.3) ? [attr.int("keepdims", 0)] : [];
  const none = b.chance(0.3) ? [attr.int("noop_with_empty_axes", 1)] : [];
  if (axes.length === 0 && none.length === 0) axes.push(1);
  const asInput = b.opset >= 18 || (op === "ReduceSum" && b.opset >= 13);
  return asInput
    ? b.add(op, [value, b.integers(...axes)], type, [...keep, ...none])
    : b.add(op, [value], type, [attr.ints("axes", axes.length ? axes : [1]), ...keep]);
};

const argMax = (op: string): Probe => (b) => {
  const [type, dims] = [numeric(b), shape(b)];
  return b.add(op, [b.given(type, dims, "nan")], TYPE.int64, [
    attr.int("axis", b.between(1, dims.length)),
    ...(b.opset >= 12 && b.chance(0.5) ? [attr.int("select_last_index", 1)] : []),
    attr.int("keepdims", b.between(0, 1)),
  ]);
};

const topK: Probe = (b) => {
  const [type, dims] = [numeric(b), shape(b)];
  const k = b.between(1, dims.at(-1)!);
  const value = b.given(type, dims, b.any(["tame", "nan"]));
  const flags = b.opset >= 11
    ? ["largest", "sorted"].filter(() => b.chance(0.4)).map((name) => attr.int(name, 0))
    : [];
  const [values, places] = b.outputs(
    "TopK",
    b.opset < 10 ? [value] : [value, b.integers(k)],
    [type, TYPE.int64],
    [attr.int("axis", -1), ...(b.opset < 10 ? [attr.int("k", k)] : []), ...flags],
  );
  return b.chance(0.5) ? values! : places!;
};

const matMul: Probe = (b) => {
  const type = numeric(b);
  const right = b.chance(0.5) ? b.fixed(type, [5, 7], "nan") : b.given(type, [5, 7], "nan");
  const left = b.given(type, b.any([[5], [3, 5]]), "nan");
  return b.add("MatMul", [left, right], type);
};

const gemm: Probe = (b) => {
  const type = numeric(b);
  const scales = ["alpha", "beta"].filter(() => b.chance(0.4))
    .map((name) => attr.float(name, b.any([0, 0.5, 2, NaN])));
  const added = b.chance(0.6) ? [b.fixed(type, [7], "nan")] : [];
  return b.add(
    "Gemm",
    [b.given(type, [5], "nan"), b.fixed(type, [5, 7], "nan"), ...added],
    type,
    scales,
  );
};

const norm =
  (op: string, weights: (b: GraphBuilder, type: number) => Ref[], ...more: string[]): Probe =>
  (b) => {
    const type = floating(b);
    const attributes = more.map((name) =>
      attr.int(name, name === "num_groups" ? 2 : b.between(1, 2))
    );
    const epsilon = b.chance(0.4) && op !== "LpNormalization"
      ? [attr.float("epsilon", b.any([0, 1e-5, 1, NaN]))]
      : [];
    const value = b.given(type, [4, 3, 2], b.any(["tame", "nan"]));
    return b.add(op, [value, ...weights(b, type)], type, [...attributes, ...epsilon]);
  };

const perChannel = (count: number, of = 4) => (b: GraphBuilder, type: number) =>
  Array.from({ length: count }, () => b.fixed(type, [of], b.any(["tame", "nan"])));

const recurrent = (op: string, gates: number): Probe => (b) => {
  const steps = b.add(
    "Transpose",
    [b.given(TYPE.float, [2, 3], b.any(["tame", "nan"]))],
    TYPE.float,
    [
      attr.ints("perm", [1, 0, 2]),
    ],
  );
  const weights = [3, 2].map((n) => b.fixed(TYPE.float, [1, gates * 2, n], b.any(["tame", "nan"])));
  const clip = b.chance(0.5) ? [attr.float("clip", b.any([0.5, 1, NaN, 100]))] : [];
  const [, last] = b.outputs(op, [steps, ...weights], [TYPE.float, TYPE.float], [
    attr.int("hidden_size", 2),
    ...clip,
    ...(op === "GRU" && b.chance(0.5) ? [attr.int("linear_before_reset", 1)] : []),
    ...(op === "LSTM" && b.chance(0.5) ? [attr.int("input_forget", 1)] : []),
  ]);
  return b.add("Transpose", [last!], TYPE.float, [attr.ints("perm", [1, 0, 2])]);
};

export const REDUCTIONS: Probes = {
  ...each(
    "ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceSumSquare " +
      "ReduceLogSum ReduceLogSumExp",
    reduce,
  ),
  ...each("ArgMax ArgMin", argMax),
  TopK: topK,
  MatMul: matMul,
  Gemm: gemm,
  Einsum: (b) => {
    const type = b.any([TYPE.float, TYPE.double, TYPE.int32, TYPE.int64]);
    const right = b.fixed(type, [5, 3], "nan");
    if (b.chance(0.5)) {
      const left = b.given(type, [2, 5], "nan");
      return b.add("Einsum", [left, right], type, [attr.text("equation", "...i,ij->...j")]);
    }
    return b.add("Einsum", [b.given(type, [5], "nan"), right], type, [
      attr.text("equation", b.any(["bi,ij->bj", "bi,ij"])),
    ]);
  },
  Attention: (b) => {
    const [queries, keys] = [b.any([1, 2]), b.any([2, 3])];
    const flat = b.chance(0.5);
    const value = (steps: number, heads: number, features: number) =>
      b.given(TYPE.float, flat ? [steps, heads * features] : [heads, steps, features], "tame");
    const shared = b.any([1, 2]);
    const mask = b.any([TYPE.float, TYPE.bool]);
    const inputs = [value(queries, 2, 4), value(keys, shared, 4), value(keys, shared, 3)];
    return b.add(
      "Attention",
      b.chance(0.5)
        ? [...inputs, b.fixed(mask, b.any([[queries, keys], [1, 2, queries, keys]]))]
        : inputs,
      TYPE.float,
      [
        ...(flat ? [attr.int("q_num_heads", 2), attr.int("kv_num_heads", shared)] : []),
        ...(b.chance(0.4) ? [attr.int("is_causal", 1)] : []),
        ...["scale", "softcap"].filter(() => b.chance(0.3)).map((name) =>
          attr.float(name, b.any([0.5, 2]))
        ),
      ],
    );
  },
  LRN: (b) =>
    b.add("LRN", [b.given(TYPE.float, [4, 3, 2], b.any(["tame", "nan"]))], TYPE.float, [
      attr.int("size", b.any([1, 2, 3, 4, 5, 9])),
      ...["alpha", "beta", "bias"].filter(() => b.chance(0.5)).map((name) =>
        attr.float(name, b.any([-1, 0, 1, 2, NaN]))
      ),
    ]),
  BatchNormalization: norm("BatchNormalization", perChannel(4)),
  InstanceNormalization: norm("InstanceNormalization", perChannel(2)),
  GroupNormalization: (b) =>
    norm("GroupNormalization", perChannel(2, b.opset < 21 ? 2 : 4), "num_groups")(b),
  LayerNormalization: norm("LayerNormalization", perChannel(2, 2)),
  LpNormalization: norm("LpNormalization", () => [], "axis", "p"),
  MeanVarianceNormalization: (b) => {
    const type = floating(b);
    const value = b.given(type, [4, 3, 2], b.any(["tame", "nan"]));
    // By default it normalises over the batch as well.
    const axes = attr.ints("axes", b.any([[2, 3], [1, 2, 3], [-1]]));
    return b.add("MeanVarianceNormalization", [value], type, [axes]);
  },
  RNN: recurrent("RNN", 1),
  GRU: recurrent("GRU", 3),
  LSTM: recurrent("LSTM", 4),
  Size: (b) => b.add("Mul", [b.add("Size", [b.fixed(ALL.uint16, [3])], 7), b.given(7, [3])], 7),
  // Only dims that do not follow the batch may be computed with.
  Shape: (b) => {
    const dims = b.add("Shape", [b.given(ALL.uint16, [3, 2])], 7);
    const own = b.add("Gather", [dims, b.integers(1, 2)], 7);
    return b.add("Mul", [own, b.given(7, [2])], 7);
  },
};
