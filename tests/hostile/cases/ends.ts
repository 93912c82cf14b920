import { attr, type Case, changed, end, floats, type Graph, node } from "../build.ts";

const dims = (graph: Graph) => graph.input![0]!.type!.tensorType!.shape!.dim!;
const ofType = (name: string, elemType: number): Case =>
  changed(name, "input", (graph) => graph.input![0]!.type!.tensorType!.elemType = elemType);
const fixed = (name: string, batch: number): Case =>
  changed(name, undefined, (graph) => dims(graph)[0] = { dimValue: batch });
const ML = "ai.onnx.ml";

/** A tree stump whose labels are numbers or texts. */
function stump(texts: boolean) {
  const labels = texts
    ? attr.texts("classlabels_strings", ["a", "b", "c"])
    : attr.ints("classlabels_int64s", [0, 1, 2]);
  return [
    ...Object.entries({
      nodes_treeids: [0, 0, 0],
      nodes_nodeids: [0, 1, 2],
      nodes_featureids: [0, 0, 0],
      nodes_truenodeids: [1, 0, 0],
      nodes_falsenodeids: [2, 0, 0],
      class_treeids: [0, 0],
      class_nodeids: [1, 2],
      class_ids: [0, 2],
    }).map(([name, values]) => attr.ints(name, values)),
    attr.floats("nodes_values", [0.5, 0, 0]),
    attr.texts("nodes_modes", ["BRANCH_LEQ", "LEAF", "LEAF"]),
    attr.floats("class_weights", [1, 1]),
    labels,
  ];
}

const output = (name: string, type: number, shape: (number | string)[]) => end(name, type, shape);
const ending = (
  name: string,
  rule: Case["rule"],
  nodes: Parameters<typeof node>[],
  outputs: ReturnType<typeof end>[],
  more: Partial<Case> = {},
): Case =>
  changed(name, rule, (graph) => {
    graph.node!.push(...nodes.map((parts) => node(...parts)));
    graph.output = outputs;
  }, more);

/** Inputs that do not fit the spec, outputs that are not labels, and odd ones that are VALID. */
export const END_CASES: Case[] = [
  changed("no-input", "input", (graph) => graph.input = []),
  changed("second-input", "input", (graph) => graph.input!.push(end("more", 1, ["n", 4]))),
  changed("input-that-is-a-weight", "input", (graph) => {
    graph.initializer!.push(floats("samples", [1, 1, 2, 2], [1, 2, 3, 4]));
  }),
  changed("input-without-a-type", "input", (graph) => graph.input![0]!.type = undefined),
  changed("input-without-a-shape", "input", (graph) => {
    graph.input![0]!.type!.tensorType!.shape = undefined;
  }),
  changed("sequence-input", "input", (graph) => {
    graph.input![0]!.type = { sequenceType: { elemType: { tensorType: { elemType: 1 } } } };
  }),
  changed("wrong-rank", "input", (graph) => dims(graph).push({ dimValue: 1 })),
  changed("no-dims", "input", (graph) => dims(graph).splice(0)),
  changed("wrong-size", "input", (graph) => dims(graph)[3] = { dimValue: 3 }),
  changed("open-and-wrong-size", "input", (graph) => {
    dims(graph).splice(2, 2, { dimParam: "h" }, { dimValue: 3 });
  }),
  changed("channels-last", "input", (graph) => {
    dims(graph).splice(1, 3, { dimValue: 2 }, { dimValue: 2 }, { dimValue: 1 });
  }),
  changed("negative-batch", "input", (graph) => dims(graph)[0] = { dimValue: -1 }),
  ofType("int64-input", 7),
  ofType("uint8-input", 2),
  ofType("float16-input", 10),
  ofType("double-input", 11),
  ofType("string-input", 8),
  fixed("fixed-batch-1", 1),
  fixed("fixed-batch-32", 32),
  fixed("fixed-batch-64", 64),
  changed("flat-input", undefined, (graph) => dims(graph).splice(1, 3, { dimValue: 4 })),
  changed("no-output", "output", (graph) => graph.output = []),
  changed("output-nowhere", "output", (graph) => graph.output![0]!.name = "nowhere"),
  changed("output-of-another-type", "graph", (graph) => {
    graph.output![0]!.type!.tensorType!.elemType = 7;
  }),
  changed("output-declared-with-another-rank", undefined, (graph) => {
    graph.output![0]!.type!.tensorType!.shape!.dim!.pop();
  }),
  ending("one-column", "output", [
    ["ReduceMax", ["scores"], ["best"], [attr.ints("axes", [1])]],
  ], [output("best", 1, ["n", 1])]),
  ending("double-scores", "output", [
    ["Cast", ["scores"], ["wide"], [attr.int("to", 11)]],
  ], [output("wide", 11, ["n", 3])]),
  ending("float16-scores", "output", [
    ["Cast", ["scores"], ["narrow"], [attr.int("to", 10)]],
  ], [output("narrow", 10, ["n", 3])]),
  ending("int32-labels", "output", [
    ["ArgMax", ["scores"], ["label"], [attr.int("axis", 1), attr.int("keepdims", 0)]],
    ["Cast", ["label"], ["short"], [attr.int("to", 6)]],
  ], [output("short", 6, ["n"])]),
  ending("scores-of-another-rank", "output", [
    ["Constant", [], ["axis"], [attr.ints("value_ints", [2])]],
    ["Unsqueeze", ["scores", "axis"], ["deep"]],
  ], [output("deep", 1, ["n", 3, 1])]),
  ending("one-row-for-all", "output", [
    ["ReduceMean", ["scores"], ["mean"], [attr.ints("axes", [0])]],
  ], [output("mean", 1, [1, 3])]),
  ending("every-second-row", "independence", [
    ["Constant", [], ["start"], [attr.ints("value_ints", [0])]],
    ["Constant", [], ["stop"], [attr.ints("value_ints", [1 << 30])]],
    ["Constant", [], ["step"], [attr.ints("value_ints", [2])]],
    ["Slice", ["scores", "start", "stop", "start", "step"], ["half"]],
  ], [output("half", 1, ["n", 3])]),
  ending("two-outputs", undefined, [
    ["Relu", ["scores"], ["more"]],
  ], [output("more", 1, ["n", 3]), output("scores", 1, ["n", 3])]),
  ending("labels-beside-scores", undefined, [
    ["ArgMax", ["scores"], ["label"], [attr.int("axis", 1), attr.int("keepdims", 0)]],
  ], [output("scores", 1, ["n", 3]), output("label", 7, ["n"])]),
  changed("zipmap", undefined, (graph, model) => {
    model.opsetImport!.push({ domain: ML, version: 3 });
    graph.node = [
      graph.node![0]!,
      node("TreeEnsembleClassifier", ["flat"], ["label", "scores"], stump(false), ML),
      node("ZipMap", ["scores"], ["map"], [attr.ints("classlabels_int64s", [0, 1, 2])], ML),
    ];
    graph.output = [
      output("label", 7, ["n"]),
      {
        name: "map",
        type: {
          sequenceType: {
            elemType: { mapType: { keyType: 7, valueType: { tensorType: { elemType: 1 } } } },
          },
        },
      } as never,
    ];
  }),
  changed("string-labels", "output", (graph, model) => {
    model.opsetImport!.push({ domain: ML, version: 3 });
    graph.node = [
      graph.node![0]!,
      node("TreeEnsembleClassifier", ["flat"], ["label", "scores"], stump(true), ML),
    ];
    graph.output = [output("label", 8, ["n"])];
  }),
];
