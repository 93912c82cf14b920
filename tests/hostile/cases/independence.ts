import type { NodeProto, TensorProto } from "../../../miner/model/onnx.ts";
import { attr, type Case, changed, floats, inserted, integers, node } from "../build.ts";

/** A graph between the samples, `flat`, and the layer that takes `x`, both `[n, 4]`. */
type Between = [nodes: NodeProto[], initializers?: TensorProto[]];

const axis = (value: number) => attr.int("axis", value);
const whole = (name: string, value: number): TensorProto => ({
  name,
  dims: [],
  dataType: 7,
  int64Data: [value],
});
const count = (dims: number[]) => dims.reduce((total, dim) => total * dim, 1);
const weights = (name: string, dims: number[]) =>
  floats(name, dims, Array.from({ length: count(dims) }, (_, i) => (i % 5) / 4 - 0.5));
/** `flat`, turned, through nodes from `t` to `u`, and turned back. */
const turned = (nodes: NodeProto[], initializers: TensorProto[] = []): Between => [
  [node("Transpose", ["flat"], ["t"]), ...nodes, node("Transpose", ["u"], ["x"])],
  initializers,
];
/** `flat` and a value `s` that broadcasts with it. */
const added = (nodes: NodeProto[], initializers: TensorProto[] = []): Between => [
  [...nodes, node("Add", ["flat", "s"], ["x"])],
  initializers,
];
const SIZE = [
  node("Shape", ["flat"], ["shape"], [attr.int("end", 1)]),
  node("Squeeze", ["shape"], ["size"]),
];
const ONE_HEAD = [attr.int("q_num_heads", 1), attr.int("kv_num_heads", 1)];
const ML = { domain: "ai.onnx.ml", version: 3 };
const COLUMN = integers("column", [1]);
const ROWS = integers("rows", [0]);

/** Ways to look at other samples, or at one's place among them. */
const MIXING: Record<string, Between> = {
  "averages-neighbours": turned(
    [
      node("Unsqueeze", ["t", "rows"], ["wide"]),
      node("AveragePool", ["wide"], ["pooled"], [
        attr.ints("kernel_shape", [5]),
        attr.ints("pads", [2, 2]),
      ]),
      node("Squeeze", ["pooled", "rows"], ["u"]),
    ],
    [ROWS],
  ),
  "picks-samples-as-columns": turned(
    [
      node("ArrayFeatureExtractor", ["t", "rows"], ["first"], [], ML.domain),
      node("Add", ["t", "first"], ["u"]),
    ],
    [ROWS],
  ),
  "convolves-neighbours": turned(
    [
      node("Unsqueeze", ["t", "rows"], ["wide"]),
      node("Conv", ["wide", "kernel"], ["convolved"], [attr.ints("pads", [1, 1])]),
      node("Squeeze", ["convolved", "rows"], ["u"]),
    ],
    [ROWS, weights("kernel", [4, 4, 3])],
  ),
  "attends-to-other-samples": added(
    [
      node("Unsqueeze", ["flat", "rows"], ["steps"]),
      node("Attention", ["query", "steps", "steps"], ["seen"], ONE_HEAD),
      node("Squeeze", ["seen", "rows"], ["s"]),
    ],
    [ROWS, weights("query", [1, 1, 4])],
  ),
  "sums-samples-beside-an-ellipsis": added([
    node("Einsum", ["flat"], ["s"], [attr.text("equation", "n...->...")]),
  ]),
  "the-batch-s-mean": added([node("ReduceMean", ["flat"], ["s"], [attr.ints("axes", [0])])]),
  "the-mean-of-everything": added([node("ReduceMean", ["flat"], ["s"])]),
  "the-mean-after-a-turn": added([
    node("Transpose", ["flat"], ["t"]),
    node("ReduceMax", ["t"], ["m"], [attr.ints("axes", [-1]), attr.int("keepdims", 0)]),
    node("Identity", ["m"], ["s"]),
  ]),
  "softmax-of-the-batch": [[node("Softmax", ["flat"], ["x"], [axis(0)])]],
  "the-batch-normalised": [[node("LpNormalization", ["flat"], ["x"], [axis(0)])]],
  "layer-normalised-from-the-batch-on": turned(
    [node("LayerNormalization", ["t", "one"], ["u"], [axis(-1)])],
    [floats("one", [1], [2])],
  ),
  "mean-and-variance-by-default": [
    [
      node("Unsqueeze", ["flat", "space"], ["image"]),
      node("MeanVarianceNormalization", ["image"], ["normal"]),
      node("Squeeze", ["normal", "space"], ["x"]),
    ],
    [integers("space", [2, 3])],
  ],
  "local-response-of-neighbours": turned(
    [
      node("Unsqueeze", ["t", "space"], ["image"]),
      node("LRN", ["image"], ["u4"], [attr.int("size", 3)]),
      node("Squeeze", ["u4", "space"], ["u"]),
    ],
    [integers("space", [2, 3])],
  ),
  "sums-so-far": [[node("CumSum", ["flat", "zero"], ["x"])], [whole("zero", 0)]],
  "sorted-samples": turned(
    [node("TopK", ["t", "k"], ["best", "at"]), node("Add", ["t", "best"], ["u"])],
    [integers("k", [1])],
  ),
  "the-best-sample-s-place": added([
    node("ArgMax", ["flat"], ["at"], [axis(0)]),
    node("Cast", ["at"], ["s"], [attr.int("to", 1)]),
  ]),
  "the-first-sample": added([node("Gather", ["flat", "rows"], ["s"], [axis(0)])], [ROWS]),
  "gathered-elsewhere": turned(
    [
      node("Cast", ["t"], ["places"], [attr.int("to", 7)]),
      node("Mul", ["places", "none"], ["firsts"]),
      node("GatherElements", ["t", "firsts"], ["u"], [axis(1)]),
    ],
    [integers("none", [0])],
  ),
  "sliced-and-shifted": [
    [
      node("Slice", ["flat", "last", "end", "rows"], ["behind"]),
      node("Concat", ["behind", "flat"], ["one-more"], [axis(0)]),
      node("Slice", ["one-more", "rows", "last", "rows"], ["x"]),
    ],
    [integers("last", [-1]), integers("end", [2 ** 31]), ROWS],
  ],
  "backwards": [
    [
      node("Slice", ["flat", "last", "end", "rows", "last"], ["reversed"]),
      node("Add", ["flat", "reversed"], ["x"]),
    ],
    [integers("last", [-1]), integers("end", [-(2 ** 31)]), ROWS],
  ],
  "padded-and-cut": [
    [
      node("Pad", ["flat", "pads"], ["padded"]),
      node("Slice", ["padded", "rows", "last", "rows"], ["shifted"]),
      node("Add", ["flat", "shifted"], ["x"]),
    ],
    [integers("pads", [1, 0, 0, 0]), integers("last", [-1]), ROWS],
  ],
  "resized-batch": [
    [
      node("Resize", ["flat", "", "scales"], ["larger"], [attr.text("mode", "linear")]),
      node("ReduceMean", ["larger"], ["s"], [attr.ints("axes", [0])]),
      node("Add", ["flat", "s"], ["x"]),
    ],
    [floats("scales", [2], [2, 1])],
  ],
  "samples-times-samples": [
    [
      node("Transpose", ["flat"], ["t"]),
      node("MatMul", ["t", "flat"], ["moments"]),
      node("MatMul", ["flat", "moments"], ["x"]),
    ],
  ],
  "summed-by-an-equation": added([
    node("Einsum", ["flat"], ["s"], [attr.text("equation", "ij->j")]),
  ]),
  "folded-and-back": [
    [
      node("Reshape", ["flat", "pairs"], ["folded"]),
      node("Transpose", ["folded"], ["mixed"], [attr.ints("perm", [1, 0])]),
      node("Reshape", ["mixed", "rows4"], ["x"]),
    ],
    [integers("pairs", [4, -1]), integers("rows4", [-1, 4])],
  ],
  "samples-as-steps": [
    [
      node("Unsqueeze", ["flat", "column"], ["steps"]),
      node("RNN", ["steps", "weights0", "state"], ["all"], [attr.int("hidden_size", 4)]),
      node("Squeeze", ["all", "columns"], ["x"]),
    ],
    [
      COLUMN,
      integers("columns", [1, 2]),
      weights("weights0", [1, 4, 4]),
      weights("state", [1, 4, 4]),
    ],
  ],
  "samples-as-columns": [
    [
      node("Transpose", ["flat"], ["t"]),
      node("Normalizer", ["t"], ["u"], [attr.text("norm", "L2")], "ai.onnx.ml"),
      node("Transpose", ["u"], ["x"]),
    ],
  ],
  "neighbours-that-are-infinite": [
    [
      node("Sub", ["flat", "seven"], ["less"]),
      node("Log", ["less"], ["logarithms"]),
      node("Resize", ["logarithms", "", "scales"], ["wider"], [attr.text("mode", "linear")]),
      node("IsNaN", ["wider"], ["none"]),
      node("Cast", ["none"], ["blended"], [attr.int("to", 1)]),
      node("Slice", ["blended", "rows", "four", "column"], ["x"]),
    ],
    [floats("seven", [1], [7]), floats("scales", [2], [1, 2]), ROWS, integers("four", [4]), COLUMN],
  ],
  "softmax-of-an-axis-without-a-number": [
    [node("Softmax", ["flat"], ["x"], [{ name: "axis", type: 2 }])],
  ],
  "a-triangle-of-the-batch": [[
    node("Trilu", ["flat"], ["x"], [attr.int("upper", 0)]),
  ]],
  "how-many-there-are": [
    [
      ...SIZE,
      node("Cast", ["size"], ["number"], [attr.int("to", 1)]),
      node("Mul", ["flat", "number"], ["x"]),
    ],
  ],
  "which-one-it-is": [
    [
      ...SIZE,
      node("Range", ["zero", "size", "step"], ["places"]),
      node("Cast", ["places"], ["numbers"], [attr.int("to", 1)]),
      node("Unsqueeze", ["numbers", "column"], ["s"]),
      node("Add", ["flat", "s"], ["x"]),
    ],
    [whole("zero", 0), whole("step", 1), COLUMN],
  ],
  "counted-by-repeating": [
    [
      ...SIZE,
      node("Expand", ["one", "shape"], ["ones"]),
      node("ReduceSum", ["ones"], ["s"]),
      node("Add", ["flat", "s"], ["x"]),
    ],
    [floats("one", [1], [1])],
  ],
  "where-the-largest-was": [
    [
      node("Unsqueeze", ["flat", "column"], ["channel"]),
      node("MaxPool", ["channel"], ["largest", "at"], [attr.ints("kernel_shape", [1])]),
      node("Squeeze", ["at", "column"], ["places"]),
      node("Cast", ["places"], ["s"], [attr.int("to", 1)]),
      node("Add", ["flat", "s"], ["x"]),
    ],
    [COLUMN],
  ],
};

/** Graphs of ordinary models that move their samples, and keep them apart. */
const APART: Record<string, Between> = {
  "a-head-for-each-sample": [
    [
      node("Reshape", ["flat", "heads"], ["h"]),
      node("Transpose", ["h"], ["turned"], [attr.ints("perm", [0, 2, 1])]),
      node("MatMul", ["h", "turned"], ["likeness"]),
      node("Softmax", ["likeness"], ["attention"], [axis(-1)]),
      node("MatMul", ["attention", "h"], ["seen"]),
      node("Reshape", ["seen", "back"], ["x"]),
    ],
    [integers("heads", [-1, 2, 2]), integers("back", [-1, 4])],
  ],
  "attends-within-each-sample": [
    [
      node("Reshape", ["flat", "steps"], ["s"]),
      node("Attention", ["s", "s", "s", "mask"], ["seen"], ONE_HEAD),
      node("Reshape", ["seen", "back"], ["x"]),
    ],
    [integers("steps", [-1, 2, 2]), integers("back", [-1, 4]), weights("mask", [2, 2])],
  ],
  "an-ellipsis-for-each-sample": [
    [
      node("Reshape", ["flat", "two"], ["pair"]),
      node("Einsum", ["pair", "square"], ["y"], [attr.text("equation", "...j,jk->...k")]),
      node("Reshape", ["y", "four"], ["x"]),
    ],
    [integers("two", [-1, 2, 2]), integers("four", [-1, 4]), weights("square", [2, 2])],
  ],
  "samples-behind-the-steps": [
    [
      node("Reshape", ["flat", "steps"], ["s"]),
      node("Transpose", ["s"], ["first"], [attr.ints("perm", [1, 0, 2])]),
      node("Reshape", ["first", "all"], ["rows"]),
      node("MatMul", ["rows", "square"], ["mapped"]),
      node("Reshape", ["mapped", "again"], ["mapped3"]),
      node("RNN", ["mapped3", "weights0", "state"], ["y", "last"], [attr.int("hidden_size", 4)]),
      node("Squeeze", ["last", "zero"], ["x"]),
    ],
    [
      integers("steps", [-1, 2, 2]),
      integers("all", [-1, 2]),
      integers("again", [2, -1, 2]),
      integers("zero", [0]),
      weights("square", [2, 2]),
      weights("weights0", [1, 4, 2]),
      weights("state", [1, 4, 4]),
    ],
  ],
  "each-sample-twice": [
    [
      node("Neg", ["flat"], ["mirrored"]),
      node("Concat", ["flat", "mirrored"], ["both"], [axis(0)]),
      node("Softmax", ["both"], ["views"], [axis(-1)]),
      node("Reshape", ["views", "two"], ["apart"]),
      node("ReduceMean", ["apart"], ["x"], [attr.ints("axes", [0]), attr.int("keepdims", 0)]),
    ],
    [integers("two", [2, -1, 4])],
  ],
  "a-token-for-each-sample": [
    [
      node("Shape", ["flat"], ["size"], [attr.int("end", 1)]),
      node("Concat", ["size", "one"], ["shape"], [axis(0)]),
      node("Expand", ["token", "shape"], ["tokens"]),
      node("Concat", ["tokens", "flat"], ["five"], [axis(1)]),
      node("Slice", ["five", "one", "five1", "one"], ["x"]),
    ],
    [integers("one", [1]), integers("five1", [5]), floats("token", [1, 1], [0.5])],
  ],
  "all-of-the-samples": [
    [node("Slice", ["flat", "rows", "end", "rows"], ["x"])],
    [ROWS, integers("end", [2 ** 31])],
  ],
  "a-label-for-each-sample": [
    [
      node("ArgMax", ["flat"], ["best"], [axis(1), attr.int("keepdims", 0)]),
      node("ArrayFeatureExtractor", ["classes", "best"], ["labels"], [], ML.domain),
      node("Reshape", ["labels", "column1"], ["label"]),
      node("Add", ["flat", "label"], ["x"]),
    ],
    [floats("classes", [1, 4], [3, 5, 7, 9]), integers("column1", [-1, 1])],
  ],
  "turned-and-weighted": turned(
    [node("MatMul", ["square", "t"], ["u"])],
    [weights("square", [4, 4])],
  ),
  "an-equation-for-each-sample": [
    [
      node("Reshape", ["flat", "two"], ["pair"]),
      node("Einsum", ["pair", "square"], ["y"], [attr.text("equation", "nij,jk->nik")]),
      node("Reshape", ["y", "four"], ["x"]),
    ],
    [integers("two", [-1, 2, 2]), integers("four", [-1, 4]), weights("square", [2, 2])],
  ],
};

function independent(name: string, rule: "independence" | undefined, [nodes, constants]: Between) {
  const recent = nodes.some(({ opType }) => opType === "Attention");
  if (!recent && !nodes.some(({ domain }) => domain)) return inserted(name, rule, nodes, constants);
  return changed(name, rule, (graph, model) => {
    if (recent) model.opsetImport![0]!.version = 23;
    graph.node!.splice(1, 0, ...nodes);
    graph.node!.at(-1)!.input![0] = "x";
    graph.initializer!.push(...constants ?? []);
    model.opsetImport = [...model.opsetImport ?? [], ML];
  });
}

/** A model whose batch is fixed, with one number for each place in it. */
const fixed = (name: string, rule: "independence" | undefined, batch: number, each: number[]) =>
  changed(name, rule, (graph) => {
    graph.input![0]!.type!.tensorType!.shape!.dim![0] = { dimValue: batch };
    graph.node!.splice(1, 0, node("Add", ["flat", "places"], ["x"]));
    graph.node!.at(-1)!.input![0] = "x";
    graph.initializer!.push(floats("places", [each.length, 1], each));
  });

/** Twice a number that is 1 for one sample and 2 for the largest batch, ten times: 1,024. */
const DOUBLED = [
  ...SIZE,
  node("Range", ["zero", "size", "step"], ["two"]),
  node("Shape", ["two"], ["factor"]),
  ...Array.from(
    { length: 10 },
    (_, i) => node("Mul", [i ? `m${i}` : "one", "factor"], [`m${i + 1}`]),
  ),
];

/** Quantized by the range of all that runs at once. */
const DYNAMIC = [
  node("DynamicQuantizeLinear", ["flat"], ["q", "scale", "zero"]),
  node("DequantizeLinear", ["q", "scale", "zero"], ["x"]),
];

/** Models that see other samples, and some that only look as if they did. */
export const INDEPENDENCE_CASES: Case[] = [
  ...Object.entries(MIXING).map(([name, between]) => independent(name, "independence", between)),
  ...Object.entries(APART).map(([name, between]) => independent(name, undefined, between)),
  fixed("a-number-for-each-place", "independence", 4, [0, 1, 2, 3]),
  fixed("one-number-for-all-places", undefined, 4, [2, 2, 2, 2]),
  changed("dynamic-range-of-a-fixed-batch", "independence", (graph) => {
    graph.input![0]!.type!.tensorType!.shape!.dim![0] = { dimValue: 4 };
    graph.node!.splice(1, 0, ...DYNAMIC);
    graph.node!.at(-1)!.input![0] = "x";
  }),
  inserted("dynamic-range-of-an-open-batch", undefined, DYNAMIC),
  inserted(
    "a-size-of-the-batch-for-two-batches-alone",
    "independence",
    [
      ...DOUBLED,
      node("Concat", ["m10", "rest"], ["to"], [axis(0)]),
      node("Reshape", ["flat", "to"], ["wide"]),
      node("Softmax", ["wide"], ["mixed"], [axis(-1)]),
      node("Reshape", ["mixed", "back"], ["x"]),
    ],
    [
      whole("zero", 0),
      whole("step", 1023),
      integers("one", [1]),
      integers("rest", [-1]),
      integers("back", [-1, 4]),
    ],
    { says: "out of proportion" },
  ),
  inserted(
    "a-size-that-rises-and-falls",
    "independence",
    [
      ...SIZE,
      node("Range", ["zero", "size", "step"], ["places"]),
      node("Slice", ["places", "start", "end"], ["some"]),
      node("Shape", ["some"], ["one"]),
      node("Cast", ["one"], ["number"], [attr.int("to", 1)]),
      node("Mul", ["flat", "number"], ["x"]),
    ],
    [whole("zero", 0), whole("step", 1), integers("start", [-512]), integers("end", [513])],
    { says: "cuts what is in proportion" },
  ),
  changed("a-size-that-keeps-a-ratio", "independence", (graph, model) => {
    model.opsetImport = [{ domain: "", version: 18 }];
    graph.node!.splice(
      1,
      0,
      ...SIZE,
      node("Mul", ["size", "many"], ["length"]),
      node("Range", ["zero", "length", "step"], ["places"]),
      node("Cast", ["places"], ["numbers"], [attr.int("to", 1)]),
      node("Unsqueeze", ["numbers", "rows"], ["row"]),
      node("Expand", ["row", "hundred"], ["image"]),
      node("Resize", ["image", "", "", "sizes"], ["resized"], [
        attr.text("keep_aspect_ratio_policy", "not_larger"),
      ]),
      node("Shape", ["resized"], ["two"]),
      node("Cast", ["two"], ["number"], [attr.int("to", 1)]),
      node("ReduceSum", ["number"], ["sum"]),
      node("Mul", ["flat", "sum"], ["x"]),
    );
    graph.node!.at(-1)!.input![0] = "x";
    graph.initializer!.push(
      ...[whole("zero", 0), whole("step", 1), whole("many", 149), ROWS],
      ...[integers("hundred", [100, 1]), integers("sizes", [1, 1024])],
    );
  }),
  changed("samples-added-to-a-product-of-places", "independence", (graph) => {
    graph.input![0]!.type!.tensorType!.shape!.dim![0] = { dimValue: 4 };
    graph.node!.splice(1, 0, node("Gemm", ["places", "row", "flat"], ["x"]));
    graph.node!.at(-1)!.input![0] = "x";
    graph.initializer!.push(
      floats("places", [4, 1], [0, 1, 2, 3]),
      floats("row", [1, 4], [1, 1, 1, 1]),
    );
  }),
  changed("normalised-by-the-batch-in-training", "operator", (graph, model) => {
    model.opsetImport = [{ domain: "", version: 13 }];
    const outputs = ["x", "mean", "variance", "saved", "savedtoo"];
    const constants = Array<string>(4).fill("four");
    graph.node!.splice(1, 0, node("BatchNormalization", ["flat", ...constants], outputs));
    graph.node!.at(-1)!.input![0] = "x";
    graph.initializer!.push(floats("four", [4], [1, 1, 1, 1]));
  }, { says: "training mode" }),
];
