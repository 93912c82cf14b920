/**
 * VALID models of several kinds, for mutations to begin with.
 *
 * @module
 */
import {
  attr,
  before,
  dense,
  end,
  floats,
  type Graph,
  integers,
  type Model,
  node,
} from "./build.ts";

type Base = () => Model & { graph: Graph };

const noise = (count: number) => Array.from({ length: count }, (_, i) => Math.sin(7 * i + 1));

/** Two convolutions, a normalisation and pools. */
const convolutional: Base = () => {
  const model = dense();
  model.graph.node = [
    node("Conv", ["samples", "k1"], ["c1"], [attr.ints("pads", [1, 1, 1, 1])]),
    node("BatchNormalization", ["c1", "g", "b", "m", "v"], ["n1"], [attr.float("epsilon", 1e-5)]),
    node("Relu", ["n1"], ["r1"]),
    node("MaxPool", ["r1"], ["p1"], [
      attr.ints("kernel_shape", [2, 2]),
      attr.ints("strides", [1, 1]),
    ]),
    node("Conv", ["p1", "k2"], ["c2"], [attr.int("group", 2), attr.ints("pads", [1, 1, 0, 0])]),
    node("GlobalAveragePool", ["c2"], ["p2"]),
    node("Flatten", ["p2"], ["flat"]),
    node("Gemm", ["flat", "w", "bias"], ["scores"], [attr.int("transB", 1)]),
  ];
  model.graph.initializer = [
    floats("k1", [2, 1, 3, 3], noise(18)),
    floats("k2", [4, 1, 2, 2], noise(16)),
    ...["g", "b", "m"].map((name) => floats(name, [2], noise(2))),
    floats("v", [2], [1, 2]),
    floats("w", [3, 4], noise(12)),
    floats("bias", [3], noise(3)),
  ];
  return model;
};

/** Shapes that are computed, slices, sums and sorting. */
const shapes: Base = () =>
  before([
    node("Shape", ["samples"], ["shape"]),
    node("Gather", ["shape", "first"], ["rows"]),
    node("Concat", ["rows", "open"], ["target"], [attr.int("axis", 0)]),
    node("Reshape", ["samples", "target"], ["again"]),
    node("Split", ["again"], ["left", "right"], [attr.int("axis", 1)]),
    node("Concat", ["right", "left"], ["swapped"], [attr.int("axis", 1)]),
    node("Slice", ["swapped", "first", "end", "axis"], ["cut"]),
    node("Pad", ["cut", "pads"], ["padded"]),
    node("TopK", ["padded", "four"], ["sorted", "places"], [attr.int("axis", 1)]),
    node("Softmax", ["sorted"], ["x"], [attr.int("axis", 1)]),
  ], [
    integers("first", [0]),
    integers("open", [-1]),
    integers("end", [3]),
    integers("axis", [1]),
    integers("four", [4]),
    integers("pads", [0, 0, 0, 2]),
  ]);

/** A recurrent layer over two steps of two values. */
const recurrent: Base = () => {
  const model = dense();
  model.graph.node = [
    node("Reshape", ["samples", "steps"], ["sequence"]),
    node("Transpose", ["sequence"], ["turned"], [attr.ints("perm", [1, 0, 2])]),
    node("LSTM", ["turned", "w", "r"], ["", "last"], [attr.int("hidden_size", 3)]),
    node("Squeeze", ["last", "front"], ["scores"]),
  ];
  model.graph.initializer = [
    integers("steps", [0, 2, 2]),
    integers("front", [0]),
    floats("w", [1, 12, 2], noise(24)),
    floats("r", [1, 12, 3], noise(36)),
  ];
  return model;
};

/** Two trees of a forest, and their labels. */
const forest: Base = () => {
  const model = dense();
  model.opsetImport!.push({ domain: "ai.onnx.ml", version: 3 });
  const columns = {
    nodes_treeids: [0, 0, 0, 1, 1, 1, 1, 1],
    nodes_nodeids: [0, 1, 2, 0, 1, 2, 3, 4],
    nodes_featureids: [0, 0, 0, 1, 0, 2, 0, 0],
    nodes_truenodeids: [1, 0, 0, 1, 0, 3, 0, 0],
    nodes_falsenodeids: [2, 0, 0, 2, 0, 4, 0, 0],
    class_treeids: [0, 0, 1, 1, 1],
    class_nodeids: [1, 2, 1, 3, 4],
    class_ids: [0, 2, 1, 0, 2],
    classlabels_int64s: [0, 1, 2],
  };
  const leaf = ["LEAF", "LEAF"];
  model.graph.node = [
    node("Flatten", ["samples"], ["flat"]),
    node("TreeEnsembleClassifier", ["flat"], ["label", "scores"], [
      ...Object.entries(columns).map(([name, values]) => attr.ints(name, values)),
      attr.floats("nodes_values", [0.2, 0, 0, 0.3, 0, 0.1, 0, 0]),
      attr.texts("nodes_modes", ["BRANCH_LEQ", ...leaf, "BRANCH_LT", "LEAF", "BRANCH_GT", ...leaf]),
      attr.floats("class_weights", [1, 1, 0.5, 0.5, 0.5]),
    ], "ai.onnx.ml"),
  ];
  model.graph.initializer = [];
  model.graph.output = [end("label", 7, ["n"]), end("scores", 1, ["n", 3])];
  return model;
};

export const BASES: Base[] = [dense, convolutional, shapes, recurrent, forest];
