import { attr, type Case, changed, floats, inserted, integers, node } from "../build.ts";

const outside = (location: string) => [{ key: "location", value: location }];
const withData = (name: string, location: string): Case =>
  changed(name, "external-data", (graph) => {
    graph.initializer![0]!.rawData = new Uint8Array();
    graph.initializer![0]!.externalData = outside(location);
    graph.initializer![0]!.dataLocation = 1;
  });

/** Data outside the file, tensors that are not what they say, opsets and domains. */
export const FILE_CASES: Case[] = [
  withData("external-relative", "weights.bin"),
  withData("external-absolute", "/etc/passwd"),
  withData("external-parent", "../../../../etc/passwd"),
  withData("external-proc", "/proc/self/environ"),
  changed("external-location-only", "external-data", (graph) => {
    graph.initializer![0]!.dataLocation = 1;
  }),
  changed("external-without-location", "external-data", (graph) => {
    graph.initializer![0]!.externalData = [{ key: "offset", value: "0" }];
  }),
  inserted("external-in-constant", "external-data", [
    node("Constant", [], ["secret"], [
      attr.tensor("value", { dims: [4], dataType: 1, externalData: outside("/etc/passwd") }),
    ]),
    node("Add", ["flat", "secret"], ["x"]),
  ]),
  inserted("external-in-subgraph", "operator", [
    node("If", ["flat"], ["x"], [
      attr.graph("then_branch", {
        name: "then",
        initializer: [{ name: "s", dims: [4], dataType: 1, externalData: outside("/etc/passwd") }],
      }),
    ]),
  ]),
  inserted("external-in-tensor-list", "external-data", [
    node("Identity", ["flat"], ["x"], [
      {
        name: "list",
        type: 9,
        tensors: [{ dims: [1], dataType: 1, externalData: outside("../key") }],
      },
    ]),
  ]),
  changed("sparse-initializer", "initializer", (graph) => {
    graph.sparseInitializer = [{ values: floats("v", [1], [1]), dims: [4] }];
  }),
  changed("sparse-attribute", "initializer", (graph) => {
    graph.node![1]!.attribute = [
      {
        name: "sparse_value",
        type: 11,
        sparseTensor: { values: floats("v", [1], [1]), dims: [4] },
      },
    ];
  }),
  changed("too-few-bytes", "initializer", (graph) => graph.initializer![0]!.dims = [4, 4]),
  changed("too-many-bytes", "initializer", (graph) => graph.initializer![0]!.dims = [4, 2]),
  changed("negative-dim", "initializer", (graph) => graph.initializer![0]!.dims = [-4, 3]),
  changed("two-negative-dims", "initializer", (graph) => graph.initializer![0]!.dims = [-4, -3]),
  changed("huge-dims", "initializer", (graph) => graph.initializer![0]!.dims = [2 ** 40, 2 ** 40]),
  changed("dims-that-overflow", "initializer", (graph) => {
    // 2^32 × 2^32 is 0 in 64 bits, and so does not fit any bytes.
    graph.initializer![0]!.dims = [2 ** 32, 2 ** 32];
    graph.initializer![0]!.rawData = new Uint8Array();
  }),
  changed("both-raw-and-listed", "initializer", (graph) => {
    graph.initializer![0]!.floatData = Array(12).fill(1);
  }),
  changed("listed-too-few", "initializer", (graph) => {
    graph.initializer!.push({ name: "extra", dims: [5], dataType: 1, floatData: [1, 2] });
  }),
  changed("string-tensor", "initializer", (graph) => {
    graph.initializer!.push({ name: "s", dims: [1], dataType: 8, stringData: [new Uint8Array(1)] });
  }),
  changed("unknown-type", "initializer", (graph) => graph.initializer![0]!.dataType = 99),
  changed("no-type", "initializer", (graph) => graph.initializer![0]!.dataType = 0),
  changed("segment", "initializer", (graph) => {
    graph.initializer![0]!.segment = { begin: 0, end: 12 };
  }),
  changed("functions", "operator", (_, model) => {
    model.functions = [{ name: "f", domain: "", node: [node("Loop", [], [])] }] as never;
  }),
  changed("opset-99", "operator", (_, model) => model.opsetImport![0]!.version = 99),
  changed("opset-6", "operator", (_, model) => model.opsetImport![0]!.version = 6),
  changed("two-opsets-of-a-domain", "operator", (_, model) => {
    model.opsetImport!.push({ domain: "ai.onnx", version: 7 });
  }),
  changed("foreign-domain", "operator", (graph, model) => {
    model.opsetImport!.push({ domain: "com.microsoft", version: 1 });
    graph.node![0]!.domain = "com.microsoft";
  }),
  changed("training-information", "graph", (_, model) => {
    model.trainingInfo = [{ initialization: { name: "init" } }];
  }),
  changed("two-initializers-of-a-name", "graph", (graph) => {
    graph.initializer!.push(integers("weights", [1]));
  }),
];
