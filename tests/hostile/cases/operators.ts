import { attr, type Case, changed, floats, inserted, integers, node } from "../build.ts";

const body = (name: string) => ({
  name,
  node: [node("Identity", ["flat"], ["y"])],
  output: [{ name: "y" }],
});
const forbidden = (name: string, opType: string, domain = "", attributes = [] as never[]) =>
  inserted(name, "operator", [node(opType, ["flat"], ["x"], attributes, domain)]);

const ML = "ai.onnx.ml";
const withMl = (
  name: string,
  opType: string,
  attributes: Parameters<typeof node>[3],
  says: string,
): Case =>
  changed(name, "graph", (graph, model) => {
    model.opsetImport!.push({ domain: ML, version: 3 });
    graph.node = [graph.node![0]!, node(opType, ["flat"], ["label", "scores"], attributes, ML)];
  }, { says });

/** One tree: node 0 asks a feature, nodes 1 and 2 are leaves; `change` makes it wrong. */
function tree(change: Record<string, number[]> = {}) {
  const columns = {
    nodes_treeids: [0, 0, 0],
    nodes_nodeids: [0, 1, 2],
    nodes_featureids: [0, 0, 0],
    nodes_truenodeids: [1, 0, 0],
    nodes_falsenodeids: [2, 0, 0],
    class_treeids: [0, 0],
    class_nodeids: [1, 2],
    class_ids: [0, 2],
    ...change,
  };
  return [
    ...Object.entries(columns).map(([name, values]) => attr.ints(name, values)),
    attr.floats("nodes_values", [0.5, 0, 0]),
    attr.texts("nodes_modes", ["BRANCH_LEQ", "LEAF", "LEAF"]),
    attr.floats("class_weights", [1, 1]),
    attr.ints("classlabels_int64s", [0, 1, 2]),
  ];
}

/** Operators outside the list, and attributes that an engine would trust. */
export const OPERATOR_CASES: Case[] = [
  inserted("if", "operator", [
    node("If", ["flat"], ["x"], [
      attr.graph("then_branch", body("a")),
      attr.graph("else_branch", body("b")),
    ]),
  ]),
  inserted("loop", "operator", [
    node("Loop", ["", "", "flat"], ["x"], [attr.graph("body", body("b"))]),
  ]),
  inserted("scan", "operator", [node("Scan", ["flat"], ["x"], [attr.graph("body", body("b"))])]),
  inserted("subgraph-in-an-admitted-operator", "operator", [
    node("Relu", ["flat"], ["x"], [attr.graph("body", body("b"))]),
  ]),
  forbidden("custom-domain", "Relu", "my.ops"),
  forbidden("microsoft-domain", "FusedGemm", "com.microsoft"),
  forbidden("unknown-operator", "Quantum"),
  forbidden("no-operator", ""),
  forbidden("random-normal", "RandomNormalLike"),
  forbidden("bernoulli", "Bernoulli"),
  inserted("dropout-in-training", "operator", [
    node("Dropout", ["flat", "half", "yes"], ["x"]),
  ], [floats("half", [], [0.5]), { name: "yes", dims: [], dataType: 9, int32Data: [1] }]),
  inserted("batch-normalization-in-training", "operator", [
    node("BatchNormalization", ["flat", "f", "f", "f", "f"], ["x"], [attr.int("training_mode", 1)]),
  ], [floats("f", [4], [1, 1, 1, 1])]),
  forbidden("non-zero", "NonZero"),
  forbidden("unique", "Unique"),
  forbidden("scatter", "ScatterND"),
  forbidden("sequence", "SequenceConstruct"),
  forbidden("string-normalizer", "StringNormalizer"),
  forbidden("prototype-of-objects", "constructor"),
  inserted("function-attribute", "operator", [
    node("Relu", ["flat"], ["x"], [{ name: "alpha", refAttrName: "alpha", type: 1 }]),
  ]),
  withMl(
    "tree-with-a-cycle",
    "TreeEnsembleClassifier",
    tree({ nodes_truenodeids: [0, 0, 0] }),
    "two ways",
  ),
  withMl(
    "tree-asks-a-feature-outside",
    "TreeEnsembleClassifier",
    tree({ nodes_featureids: [9, 0, 0] }),
    "feature 9 of 4",
  ),
  withMl(
    "tree-without-a-child",
    "TreeEnsembleClassifier",
    tree({ nodes_falsenodeids: [7, 0, 0] }),
    "no node 7",
  ),
  withMl(
    "tree-votes-outside",
    "TreeEnsembleClassifier",
    tree({ class_ids: [0, 3] }),
    "votes for 3",
  ),
  withMl(
    "tree-columns-differ",
    "TreeEnsembleClassifier",
    tree({ nodes_nodeids: [0, 1] }),
    "different lengths",
  ),
  withMl("svm-lengths", "SVMClassifier", [
    attr.ints("vectors_per_class", [50, 50, 50]),
    attr.floats("support_vectors", [1, 2, 3, 4]),
    attr.floats("coefficients", [1]),
    attr.floats("rho", [1]),
    attr.ints("classlabels_ints", [0, 1, 2]),
  ], "do not fit"),
  withMl("linear-lengths", "LinearClassifier", [
    attr.floats("coefficients", [1, 2, 3]),
    attr.floats("intercepts", [1, 2, 3]),
    attr.ints("classlabels_ints", [0, 1, 2]),
  ], "3 coefficients"),
  inserted(
    "divides-by-zero",
    "graph",
    [
      node("Cast", ["flat"], ["whole"], [attr.int("to", 7)]),
      node("Div", ["whole", "zero"], ["quotient"]),
      node("Cast", ["quotient"], ["x"], [attr.int("to", 1)]),
    ],
    [integers("zero", [0])],
    { says: "may be zero" },
  ),
  inserted(
    "divides-by-what-may-be-zero",
    "graph",
    [
      node("Cast", ["flat"], ["whole"], [attr.int("to", 7)]),
      node("Mod", ["whole", "whole"], ["rest"]),
      node("Cast", ["rest"], ["x"], [attr.int("to", 1)]),
    ],
    [],
    { says: "may be zero" },
  ),
];
