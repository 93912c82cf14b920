import { attr, type Case, changed, floats, inserted, integers, node } from "../build.ts";

/** Graphs that do not hang together, and shapes that do not fit. */
export const GRAPH_CASES: Case[] = [
  changed("missing-input", "graph", (graph) => graph.node![1]!.input![0] = "nowhere"),
  changed("cycle", "graph", (graph) => {
    graph.node!.splice(1, 0, node("Relu", ["b"], ["a"]), node("Relu", ["a"], ["b"]));
  }),
  changed("node-that-reads-itself", "graph", (graph) => {
    graph.node!.splice(1, 0, node("Add", ["flat", "x"], ["x"]));
  }),
  changed("nodes-out-of-order", "graph", (graph) => graph.node!.reverse()),
  changed("value-made-twice", "graph", (graph) => {
    graph.node!.splice(1, 0, node("Relu", ["samples"], ["flat"]));
  }),
  changed("node-writes-an-initializer", "graph", (graph) => {
    graph.node!.splice(1, 0, node("Relu", ["flat"], ["weights"]));
  }),
  changed("node-writes-the-input", "graph", (graph) => {
    graph.node!.splice(1, 0, node("Relu", ["flat"], ["samples"]));
  }),
  inserted("attribute-twice", "graph", [
    node("LeakyRelu", ["flat"], ["x"], [attr.float("alpha", 0.1), attr.float("alpha", 9)]),
  ]),
  changed("a-hundred-thousand-nodes", "graph", (graph) => {
    const chain = Array.from(
      { length: 100_000 },
      (_, i) => node("Relu", [i ? `r${i - 1}` : "flat"], [`r${i}`]),
    );
    graph.node!.splice(1, 0, ...chain);
  }),
  changed("a-node-with-100000-inputs", "graph", (graph) => {
    graph.node!.splice(1, 0, node("Sum", Array(100_000).fill("flat"), ["x"]));
  }),
  changed("shapes-that-do-not-multiply", "graph", (graph) => {
    graph.initializer![0] = floats("weights", [3, 4], Array(12).fill(1));
  }),
  inserted("shapes-that-do-not-broadcast", "graph", [
    node("Add", ["flat", "five"], ["x"]),
  ], [floats("five", [5], [1, 2, 3, 4, 5])]),
  inserted("types-that-do-not-mix", "graph", [
    node("Add", ["flat", "whole"], ["x"]),
  ], [integers("whole", [1, 2, 3, 4])]),
  inserted("shape-from-data", "graph", [
    node("Cast", ["flat"], ["shape"], [attr.int("to", 7)]),
    node("Reshape", ["flat", "shape"], ["x"]),
  ]),
  inserted("no-stride", "graph", [
    node("MaxPool", ["samples"], ["pooled"], [
      attr.ints("kernel_shape", [1, 1]),
      attr.ints("strides", [0, 0]),
    ]),
    node("Flatten", ["pooled"], ["x"]),
  ]),
  inserted("window-larger-than-the-image", "graph", [
    node("MaxPool", ["samples"], ["pooled"], [attr.ints("kernel_shape", [3, 3])]),
    node("Flatten", ["pooled"], ["x"]),
  ]),
  inserted("negative-pads", "graph", [
    node("AveragePool", ["samples"], ["pooled"], [
      attr.ints("kernel_shape", [1, 1]),
      attr.ints("pads", [-1, 0, 0, 0]),
    ]),
    node("Flatten", ["pooled"], ["x"]),
  ]),
  inserted("wrapped-beyond-the-value", "graph", [
    node("Pad", ["flat", "pads"], ["padded"], [attr.text("mode", "wrap")]),
    node("Slice", ["padded", "first", "last", "axis"], ["x"]),
  ], [
    integers("pads", [0, 9, 0, 0]),
    integers("first", [0]),
    integers("last", [4]),
    integers("axis", [1]),
  ], { says: "wraps around" }),
  inserted("reflected-beyond-the-value", "graph", [
    node("Pad", ["flat", "pads"], ["padded"], [attr.text("mode", "reflect")]),
    node("Slice", ["padded", "first", "last", "axis"], ["x"]),
  ], [
    integers("pads", [0, 4, 0, 0]),
    integers("first", [0]),
    integers("last", [4]),
    integers("axis", [1]),
  ], { says: "reflects 4" }),
  inserted("index-outside", "graph", [
    node("Gather", ["flat", "seven"], ["x"], [attr.int("axis", 1)]),
  ], [integers("seven", [0, 1, 2, 7])]),
  inserted("top-5-of-4", "graph", [node("TopK", ["flat", "k"], ["x", ""])], [integers("k", [5])]),
  inserted("axis-outside", "graph", [
    node("Concat", ["flat"], ["x"], [attr.int("axis", 5)]),
  ]),
  inserted("empty-value", "graph", [
    node("Slice", ["flat", "at", "at", "axis"], ["none"]),
    node("ReduceMean", ["none"], ["mean"]),
    node("Add", ["flat", "mean"], ["x"]),
  ], [integers("at", [1]), integers("axis", [1])]),
  inserted(
    "samples-mixed-quadratically",
    "graph",
    [
      node("Transpose", ["flat"], ["turned"]),
      node("MatMul", ["flat", "turned"], ["square"]),
      node("MatMul", ["square", "flat"], ["x"]),
    ],
    [],
    { says: "out of proportion" },
  ),
  inserted(
    "batch-in-a-shape-squared",
    "graph",
    [
      node("Shape", ["samples"], ["shape"], [attr.int("end", 1)]),
      node("Mul", ["shape", "shape"], ["squared"]),
      node("Expand", ["one", "squared"], ["many"]),
      node("ReduceSum", ["many"], ["sum"], [attr.int("keepdims", 0)]),
      node("Add", ["flat", "sum"], ["x"]),
    ],
    [floats("one", [1], [1])],
    { says: "computed from data" },
  ),
  inserted(
    "batch-in-a-shape-by-a-table",
    "graph",
    [
      // 1 for the batches that an admission might look at, a billion for another.
      node("Shape", ["samples"], ["shape"], [attr.int("end", 1)]),
      node("Equal", ["shape", "forty"], ["hit"]),
      node("Where", ["hit", "billion", "one"], ["size"]),
      node("ConstantOfShape", ["size"], ["many"]),
      node("ReduceSum", ["many"], ["sum"], [attr.int("keepdims", 0)]),
      node("Add", ["flat", "sum"], ["x"]),
    ],
    [integers("forty", [40]), integers("billion", [1e9]), integers("one", [1])],
    {
      says: "computed from data",
    },
  ),
];
