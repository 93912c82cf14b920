/** What authors read about models that are refused: which node, why, and one thing that works. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { tellVerdict } from "../dashboard/src/failures/invalid.ts";
import { tellAdvice } from "../miner/cli/failures/advice.ts";
import { admit } from "../miner/model/admission.ts";
import { exporterOf } from "../miner/model/exporter.ts";
import {
  type AttributeProto,
  decodeModel,
  encodeModel,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  TYPE,
  type ValueInfoProto,
} from "../miner/model/onnx.ts";
import { OPERATORS } from "../miner/model/operators/table.ts";
import { WAYS_ROUND } from "../protocol/format/remedies.ts";
import { mnistSpec } from "../miner/dataset/mnist_spec.ts";
import { InvalidModel } from "../protocol/score/verdict.ts";

/** Four features, three classes. */
const SPEC = {
  ...mnistSpec(),
  input: { ...mnistSpec().input, shape: [4] },
  test: { ...mnistSpec().test, classes: 3 },
};

/** Of a file: who wrote it, its nodes, and what differs from a model of one input and one output. */
interface Made {
  producer?: string;
  nodes?: NodeProto[];
  input?: ValueInfoProto[];
  output?: ValueInfoProto[];
  graph?: GraphProto;
  model?: Partial<ModelProto>;
}

const end = (name: string, elemType: number, ...dims: number[]): ValueInfoProto => ({
  name,
  type: {
    tensorType: {
      elemType,
      shape: { dim: [{ dimParam: "n" }, ...dims.map((dimValue) => ({ dimValue }))] },
    },
  },
});
const node = (opType: string, name: string, more: NodeProto = {}): NodeProto => ({
  opType,
  name,
  input: ["x"],
  output: ["y"],
  ...more,
});
const whole = (name: string, i: number): AttributeProto => ({ name, i, type: 2 });
const weights = (name: string, dims: number[], value = 1) => ({
  name,
  dims,
  dataType: TYPE.float,
  floatData: Array(dims.reduce((all, dim) => all * dim, 1)).fill(value),
});
const numbers = (name: string, ...int64Data: number[]) => ({
  name,
  dims: [int64Data.length],
  dataType: TYPE.int64,
  int64Data,
});
const dense = node("MatMul", "dense", { input: ["x", "w"] });
const W = { initializer: [weights("w", [4, 3])] };

function file({ producer, nodes = [dense], input, output, graph, model }: Made): Uint8Array {
  return encodeModel({
    irVersion: 8,
    producerName: producer,
    opsetImport: [{ version: 17 }, { domain: "ai.onnx.ml", version: 3 }],
    graph: {
      name: "g",
      node: nodes,
      input: input ?? [end("x", TYPE.float, 4)],
      output: output ?? [end("y", TYPE.float, 3)],
      ...graph,
    },
    ...model,
  });
}

function refusal(bytes: Uint8Array): InvalidModel {
  return assertThrows(() => admit(bytes, SPEC), InvalidModel);
}

/** What the author reads: the finding, then what to do. */
type Case = [title: string, made: Made, rule: string, names: string, remedy: string];

const branch: AttributeProto[] = [{ name: "body", g: { node: [], name: "b" }, type: 5 }];
const opsets = (...list: [string, number][]) => ({
  opsetImport: list.map(([domain, version]) => ({ domain, version })),
});

const CASES: Case[] = [
  [
    "torch.nonzero by TorchScript",
    { producer: "pytorch", nodes: [node("NonZero", "/mask/NonZero")] },
    "operator",
    'NonZero, at node "/mask/NonZero", in layer mask',
    "torch.where",
  ],
  [
    "torch.unique by dynamo",
    { producer: "pytorch", nodes: [node("Unique", "node_Unique_3")] },
    "operator",
    '"node_Unique_3"',
    "depends on the data",
  ],
  [
    "noise in forward",
    { producer: "pytorch", nodes: [node("RandomNormalLike", "node_noise")] },
    "operator",
    '"node_noise"',
    "model.eval()",
  ],
  [
    "Dropout in training mode",
    {
      producer: "pytorch",
      nodes: [node("Dropout", "/drop/Dropout", { input: ["x", "ratio", "train"] })],
      graph: { initializer: [weights("ratio", []), numbers("train", 1)] },
    },
    "operator",
    '"/drop/Dropout", in layer drop',
    "model.eval()",
  ],
  [
    "a Python branch on data",
    { producer: "pytorch", nodes: [node("If", "/If", { attribute: branch })] },
    "operator",
    '"/If"',
    "torch.where",
  ],
  [
    "a loop by TorchScript",
    { producer: "pytorch", nodes: [node("Loop", "/rnn/Loop", { attribute: branch })] },
    "operator",
    '"/rnn/Loop", in layer rnn',
    "dynamo=True",
  ],
  [
    "a GRU by tf2onnx",
    {
      producer: "tf2onnx",
      nodes: [node("Loop", "sequential/gru/while_loop", { attribute: branch })],
    },
    "operator",
    "in layer sequential/gru",
    "deml-export keras",
  ],
  [
    "k-NN by skl2onnx",
    { producer: "skl2onnx", nodes: [node("Scan", "KN_Scan", { attribute: branch })] },
    "operator",
    '"KN_Scan"',
    "deml-export sklearn",
  ],
  [
    "a shape from data, by TorchScript",
    {
      producer: "pytorch",
      nodes: [
        node("Cast", "/Cast", { output: ["s"], attribute: [whole("to", TYPE.int64)] }),
        node("Reshape", "/head/Reshape", { input: ["x", "s"] }),
      ],
    },
    "graph",
    '"/head/Reshape"',
    "dynamo=True, opset_version=20",
  ],
  [
    "a shape from data, by skl2onnx",
    {
      producer: "skl2onnx",
      nodes: [
        node("Cast", "Ca", { output: ["s"], attribute: [whole("to", TYPE.int64)] }),
        node("Reshape", "Re", { input: ["x", "s"] }),
      ],
    },
    "graph",
    '"Re"',
    "deml-export sklearn",
  ],
  [
    "mixed types of a file made by hand",
    {
      nodes: [node("Add", "sum", { input: ["x", "k"] })],
      graph: {
        initializer: [numbers("k", 1, 2, 3, 4)],
      },
    },
    "graph",
    '"sum"',
    "one element type",
  ],
  [
    "a fused node of onnxruntime",
    {
      producer: "pytorch",
      nodes: [node("FusedMatMul", "fused", { domain: "com.microsoft" })],
      model: opsets(["", 17], ["com.microsoft", 1]),
    },
    "operator",
    'com.microsoft, by its FusedMatMul node, at node "fused"',
    "basic level",
  ],
  [
    "QOperator quantization",
    {
      producer: "onnx.quantize",
      nodes: [node("QLinearAdd", "add_quant", { domain: "com.microsoft" })],
      model: opsets(["", 17], ["com.microsoft", 1]),
    },
    "operator",
    '"add_quant"',
    "QuantFormat.QDQ",
  ],
  [
    "an author's own domain",
    {
      nodes: [node("Gadget", "mine", { domain: "org.example" })],
      model: opsets(["", 17], ["org.example", 1]),
    },
    "operator",
    '"mine"',
    "operators of ai.onnx",
  ],
  [
    "an opset too new, by torch",
    { producer: "pytorch", model: opsets(["", 99]) },
    "operator",
    "opset 99 of ai.onnx",
    "opset_version=20",
  ],
  [
    "an opset too old, by tf2onnx",
    { producer: "tf2onnx", model: opsets(["", 5]) },
    "operator",
    "opset 5 of ai.onnx",
    "opset=20",
  ],
  [
    "an opset of ai.onnx.ml too new, by skl2onnx",
    { producer: "skl2onnx", model: opsets(["", 17], ["ai.onnx.ml", 99]) },
    "operator",
    "opset 99 of ai.onnx.ml",
    'target_opset={"ai.onnx.ml": 3}',
  ],
  [
    "one input for each column",
    { producer: "skl2onnx", input: [end("age", TYPE.float, 1), end("size", TYPE.float, 1)] },
    "input",
    '2 inputs: "age", "size"',
    "FloatTensorType",
  ],
  [
    "a float64 input, by skl2onnx",
    { producer: "skl2onnx", input: [end("x", TYPE.double, 4)] },
    "input",
    'its input "x" is double',
    "FloatTensorType([None, 4])",
  ],
  [
    "an int64 input, by dynamo",
    { producer: "pytorch", input: [end("x", TYPE.int64, 4)] },
    "input",
    'its input "x" is int64',
    "model.float()",
  ],
  [
    "a float64 output",
    {
      producer: "pytorch",
      nodes: [
        { ...dense, output: ["z"] },
        node("Cast", "/Cast", { input: ["z"], attribute: [whole("to", TYPE.double)] }),
      ],
      output: [end("y", TYPE.double, 3)],
      graph: W,
    },
    "output",
    '"y" is double [N, 3]',
    "scores.float()",
  ],
  [
    "an int32 label",
    {
      nodes: [
        { ...dense, output: ["z"] },
        node("ArgMax", "best", {
          input: ["z"],
          output: ["l"],
          attribute: [whole("axis", 1), whole("keepdims", 0)],
        }),
        node("Cast", "cast", { input: ["l"], attribute: [whole("to", TYPE.int32)] }),
      ],
      output: [end("y", TYPE.int32)],
      graph: W,
    },
    "output",
    '"y" is int32 [N]',
    "int64 of int32",
  ],
  [
    "ZipMap alone",
    {
      producer: "skl2onnx",
      nodes: [
        { ...dense, output: ["z"] },
        node("ZipMap", "ZipMap", { domain: "ai.onnx.ml", input: ["z"] }),
      ],
      output: [{ name: "y", type: { sequenceType: { elemType: { mapType: { keyType: 7 } } } } }],
      graph: W,
    },
    "output",
    '"y" is a list of maps',
    '"zipmap": False',
  ],
  [
    "names as labels",
    {
      producer: "skl2onnx",
      nodes: [{ ...dense, output: ["z"] }],
      output: [end("z", TYPE.string)],
      graph: { initializer: [{ name: "classes", dims: [2], dataType: TYPE.string }] },
    },
    "initializer",
    '"classes" has the type string',
    "numbers",
  ],
  [
    "bfloat16 weights",
    { producer: "pytorch", graph: { initializer: [{ name: "w", dims: [2], dataType: 16 }] } },
    "initializer",
    '"w" has the type bfloat16',
    "float32",
  ],
  [
    "a list of tensors",
    { producer: "pytorch", nodes: [node("SequenceConstruct", "/SequenceConstruct")] },
    "operator",
    '"/SequenceConstruct"',
    "torch.stack",
  ],
  [
    "a shape that grows faster than the batch",
    {
      producer: "pytorch",
      nodes: [
        node("Transpose", "/T", { output: ["t"] }),
        node("MatMul", "/pairs/MatMul", { input: ["x", "t"] }),
      ],
    },
    "graph",
    '"/pairs/MatMul", in layer pairs',
    "A model sees one sample at a time",
  ],
  [
    "a value that is empty",
    {
      producer: "tf2onnx",
      nodes: [
        node("Slice", "a/Slice", { input: ["x", "zero", "zero", "one"], output: ["e"] }),
        node("Relu", "a/Relu", { input: ["e"] }),
      ],
      graph: { initializer: [numbers("zero", 0), numbers("one", 1)] },
    },
    "graph",
    '"a/Relu"',
    "deml-export keras",
  ],
  [
    "a text step of scikit-learn",
    { producer: "skl2onnx", nodes: [node("TfIdfVectorizer", "Tf")] },
    "operator",
    '"Tf"',
    "text is not admitted",
  ],
  [
    "sparse weights",
    { graph: { sparseInitializer: [{ dims: [2] }] } },
    "initializer",
    "sparse",
    "densely",
  ],
  [
    "weights outside the file",
    {
      producer: "pytorch",
      nodes: [dense],
      graph: {
        initializer: [{
          name: "w",
          dims: [4, 3],
          dataType: TYPE.float,
          externalData: [{ key: "location", value: "m.onnx.data" }],
        }],
      },
    },
    "external-data",
    '"w"',
    "external_data=False",
  ],
  [
    "softmax over the batch",
    {
      producer: "pytorch",
      nodes: [
        { ...dense, output: ["z"] },
        node("Softmax", "/head/Softmax", { input: ["z"], attribute: [whole("axis", 0)] }),
      ],
      graph: W,
    },
    "independence",
    '"/head/Softmax" normalises over the axis of the samples, in layer head',
    "batch of 1",
  ],
  [
    "dynamic quantization of a fixed batch",
    {
      producer: "onnx.quantize",
      nodes: [
        node("DynamicQuantizeLinear", "x_quant", { output: ["q", "s", "o"] }),
        node("DequantizeLinear", "x_back", { input: ["q", "s", "o"], output: ["d"] }),
        { ...dense, input: ["d", "w"] },
      ],
      input: [{
        name: "x",
        type: {
          tensorType: {
            elemType: TYPE.float,
            shape: { dim: [{ dimValue: 8 }, { dimValue: 4 }] },
          },
        },
      }],
      graph: W,
    },
    "independence",
    '"x_quant"',
    "static QDQ",
  ],
  [
    "functions of its own",
    { model: { functions: [{ name: "f" }] } },
    "operator",
    "its own functions",
    "inline_local_functions",
  ],
  [
    "an operator that no table has, by hand",
    { nodes: [node("Gadget", "")] },
    "operator",
    'Gadget, at the node that makes "y"',
    "docs/PROTOCOL.md, section 8",
  ],
];

for (const [title, made, rule, names, remedy] of CASES) {
  Deno.test(`a refusal helps: ${title}`, () => {
    const { rule: found, found: says, advice } = refusal(file(made));
    assertEquals(found, rule, says);
    assertStringIncludes(says, names);
    const page = tellVerdict({ rule: found, found: says, advice }).remedy;
    for (const told of [tellAdvice(advice), page]) {
      assertStringIncludes(told, remedy);
      assert(!/onnx\.checker|[Ee]xport (it|the model) again/.test(told), told);
    }
  });
}

Deno.test("a malformed file is the one to check with onnx.checker", () => {
  const dangling = refusal(file({ nodes: [node("Relu", "relu", { input: ["nowhere"] })] }));
  assertStringIncludes(dangling.found, 'at node "relu"');
  assertStringIncludes(tellAdvice(dangling.advice), "onnx.checker");
  const bare = refusal(file({ nodes: [node("Relu", "relu", { input: [] })] }));
  assertStringIncludes(tellAdvice(bare.advice), "onnx.checker");
});

Deno.test("an operator that is admitted has no way round", () => {
  const admitted = [...WAYS_ROUND.keys()].filter((operator) => OPERATORS.has(operator));
  assertEquals(admitted, []);
});

const FIXTURES = new URL("fixtures/refusals/", import.meta.url);
const read = (name: string) => Deno.readFileSync(new URL(`${name}.onnx`, FIXTURES));

/** Files that exporters wrote: admitted against the shape that each was made for. */
const REAL: [name: string, shape: number[], classes: number, found: string, remedy: string][] = [
  [
    "torch_dynamo_in_place",
    [4],
    4,
    'ScatterND, at node "node_ScatterND_47", in layer block1, net.py line 8: y[:, 1:3] = 0.0',
    "torch.where",
  ],
  ["torchscript_in_place", [1, 8, 8], 10, 'ScatterND, at node "/ScatterND"', "torch.where"],
  [
    "keras_normalization",
    [64],
    10,
    '"sequential_1_1/normalization_1/Sub/y:0", "sequential_1_1/normalization_1/Sqrt/x:0"',
    "deml-export keras",
  ],
  ["torch_external_data", [64], 10, '"1.weight"', "external_data=False"],
];

for (const [name, shape, classes, found, remedy] of REAL) {
  Deno.test(`a refusal helps: ${name}.onnx`, () => {
    const spec = { ...SPEC, input: { ...SPEC.input, shape }, test: { ...SPEC.test, classes } };
    const error = assertThrows(() => admit(read(name), spec), InvalidModel);
    assertStringIncludes(error.found, found);
    assertStringIncludes(tellAdvice(error.advice), remedy);
  });
}

Deno.test("PyTorch's two exporters are distinguished, and what onnxruntime saved is known", () => {
  const by = (name: string) => exporterOf(decodeModel(read(name)));
  assertEquals(by("torch_dynamo_in_place"), "torch-dynamo");
  assertEquals(by("torchscript_in_place"), "torchscript");
  assertEquals(by("keras_normalization"), "keras");
  const saved = opsets(["", 17], ["com.microsoft.nchwc", 1]);
  assertEquals(exporterOf(decodeModel(file({ producer: "pytorch", model: saved }))), "onnxruntime");
  assertEquals(exporterOf(decodeModel(file({ producer: "constructor" }))), "unknown");
});

Deno.test("metadata is a stranger's text: one line, escaped and truncated", () => {
  const hostile = "\u001b[2J\u202e\n".repeat(50);
  const metadataProps = [
    { key: "pkg.torch.onnx.name_scopes", value: `['', '${"s".repeat(999)}\u001b', 'n']` },
    {
      key: "pkg.torch.onnx.stack_trace",
      value: `${'File "'.repeat(9_999)}\n  File "/a/${"f".repeat(300)}\u202e.py", line 7, in g\n` +
        `    x\u001b[2J${"y".repeat(999)}\n`,
    },
  ];
  const name = `${hostile}${"n".repeat(999)}`;
  const { found } = refusal(file({ nodes: [node("Gadget", name, { metadataProps })] }));
  assert(found.length <= 500, found);
  assert(/^[\x20-\x7e…]*$/.test(found), found);
  assertStringIncludes(found, "line 7");
});

Deno.test("the runtime does not see the author's program", () => {
  const metadataProps = [{ key: "namespace", value: "/secret/path" }];
  const made = { nodes: [{ ...dense, metadataProps }], graph: W };
  const { onnx } = admit(file(made), SPEC);
  assert(!new TextDecoder().decode(onnx).includes("secret"));
  assert(new TextDecoder().decode(file(made)).includes("secret"));
});
