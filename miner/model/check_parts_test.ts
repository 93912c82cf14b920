import { assertEquals, assertThrows } from "@std/assert";
import type {
  GraphProto,
  ModelProto,
  OperatorSetIdProto,
  TensorShapeProtoDimension,
  TypeProto,
} from "./generated/onnx_proto.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import { mnistSpec } from "../dataset/mnist_spec.ts";
import { checkInput, shownInput, theInput } from "./check_input.ts";
import { checkParts } from "./check_parts.ts";
import { type DecodedModel, TYPE } from "./onnx.ts";

const ruleOf = (check: () => unknown) => assertThrows(check, InvalidModel).rule;
const opset = (version: number, domain = "") => ({ version, domain });

function check(graph: Partial<GraphProto>, parts: Partial<ModelProto> = {}): void {
  const opsetImport = [opset(17), opset(3, "ai.onnx.ml")];
  checkParts(
    { graph: { node: [{ opType: "Relu" }], ...graph }, opsetImport, ...parts } as DecodedModel,
  );
}
const times = (count: number) => Array.from({ length: count }, (_, i) => `${i}`);
const nested = (depth: number): TypeProto => {
  let type: TypeProto = { tensorType: { elemType: 1 } };
  for (let i = 0; i < depth; i++) {
    type = i % 2 ? { sequenceType: { elemType: type } } : { mapType: { valueType: type } };
  }
  return type;
};

Deno.test("a file has a graph of limited nodes, inputs and outputs, and nothing else", () => {
  check({});
  check({ node: times(20_000).map(() => ({})) });
  check({ node: [{ input: times(10_000), output: times(10_000) }] });
  for (
    const [rule, graph, parts] of <[string, Partial<GraphProto>, Partial<ModelProto>?][]> [
      ["operator", {}, { functions: [{}] }],
      ["graph", {}, { trainingInfo: [{}] }],
      ["initializer", { sparseInitializer: [{}] }],
      ["graph", { node: times(20_001).map(() => ({})) }],
      ["graph", { node: [{ input: times(10_001) }] }],
      ["graph", { node: [{}, { output: times(10_001) }] }],
      ["graph", { node: [{ attribute: times(10_001).map((name) => ({ name })) }] }],
    ]
  ) assertEquals(ruleOf(() => check(graph, parts)), rule);
});

Deno.test("opsets: those that the engine supports, each in one version, of the domains in use", () => {
  const node = [{ opType: "Relu" }, { opType: "Scaler", domain: "ai.onnx.ml" }];
  const import_ = (...opsetImport: OperatorSetIdProto[]) => () => check({ node }, { opsetImport });
  for (const version of [7, 24]) import_(opset(version))();
  for (const version of [1, 5]) import_(opset(17, "ai.onnx"), opset(version, "ai.onnx.ml"))();
  import_(opset(17), opset(17, "ai.onnx"), opset(1, "com.microsoft"))();
  const used = [{ opType: "Gelu", domain: "com.microsoft" }];
  assertEquals(
    ruleOf(() => check({ node: used }, { opsetImport: [opset(1, "com.microsoft")] })),
    "operator",
  );
  for (
    const refused of [
      import_(opset(6)),
      import_(opset(25)),
      import_(opset(17), opset(0, "ai.onnx.ml")),
      import_(opset(17), opset(6, "ai.onnx.ml")),
      import_(opset(17), opset(18, "ai.onnx")),
      import_(opset(1, "ai.onnx.ml"), opset(2, "ai.onnx.ml")),
    ]
  ) assertEquals(ruleOf(refused), "operator");
});

Deno.test("types of inputs and outputs are not nested deeply", () => {
  for (const end of ["input", "output"]) {
    check({ [end]: [{ name: "x" }, { name: "y", type: nested(3) }] });
    assertEquals(ruleOf(() => check({ [end]: [{ name: "x", type: nested(4) }] })), "graph");
  }
});

const SPEC = mnistSpec(undefined, { unpackedBytes: 1, parameters: 1, multiplyAdds: 1 });
const input = (name: string, type = 1, ...dim: TensorShapeProtoDimension[]) => ({
  name,
  type: { tensorType: { elemType: type, shape: { dim } } },
});

Deno.test("the input is the one without a value", () => {
  const dims = [{ dimParam: "N" }, { dimValue: 28 }, {}, { dimValue: 0 }];
  const found = theInput({
    input: [input("w"), input("x", 1, ...dims)],
    initializer: [{ name: "w" }],
  });
  assertEquals(found, { name: "x", type: 1, dims: [undefined, 28, undefined, undefined] });
  assertEquals(shownInput(found), "[N, 28, N, N]");
  assertEquals(theInput({ input: [{ name: "x" }] }), {
    name: "x",
    type: undefined,
    dims: undefined,
  });
  for (const inputs of [[], ["w"], ["x", "y"], [""]]) {
    const graph = { input: inputs.map((name) => input(name)), initializer: [{ name: "w" }] };
    assertEquals(ruleOf(() => theInput(graph)), "input");
  }
});

Deno.test("an input is a batch of samples, or of rows of the same values", () => {
  const fits = (dims: (number | undefined)[] | undefined, type: number | undefined = TYPE.float) =>
    checkInput({ name: "x", type, dims }, SPEC);
  assertEquals(fits([undefined, 1, 28, 28]), {
    fixedBatch: undefined,
    sample: [1, 28, 28],
    inputType: TYPE.float,
  });
  assertEquals(fits([32, 1, 28, 28]), {
    fixedBatch: 32,
    sample: [1, 28, 28],
    inputType: TYPE.float,
  });
  assertEquals(fits([undefined, 784]), {
    fixedBatch: undefined,
    sample: [784],
    inputType: TYPE.float,
  });
  // Dims that are open are the spec's; a row of any length has the spec's values.
  assertEquals(fits([undefined, undefined, undefined, 28])?.sample, [1, 28, 28]);
  assertEquals(fits([undefined, undefined])?.sample, [784]);
  for (
    const dims of [
      undefined,
      [],
      [1],
      [-1, 1, 28, 28],
      [1, 28, 28],
      [1, 1, 28, 28, 1],
      [1, undefined, 28, 27],
      [1, undefined, undefined, undefined, undefined],
      [1, 2, 28, 28],
      [1, 783],
      [1, 784, 1],
    ]
  ) assertEquals(ruleOf(() => fits(dims)), "input");
  assertEquals(ruleOf(() => fits([1, 784], TYPE.uint8)), "input");
});
