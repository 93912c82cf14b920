import { assertEquals, assertThrows } from "@std/assert";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import { checkAttributes, checkTensor } from "./check_tensors.ts";
import { type AttributeProto, type TensorProto, TYPE } from "./onnx.ts";

const floats = (dims: number[], count: number): TensorProto => ({
  dims,
  dataType: TYPE.float,
  floatData: Array(count).fill(1),
});
const raw = (dataType: number, dims: number[], bytes: number): TensorProto => ({
  dims,
  dataType,
  rawData: new Uint8Array(bytes),
});

function ruleOf(check: () => unknown): string {
  return assertThrows(check, InvalidModel).rule;
}

Deno.test("a tensor has as many values as its dims say, listed or in bytes", () => {
  for (
    const [dims, count] of [[[], 1], [[0], 0], [[3, 0], 0], [[2, 3], 6]] as [number[], number][]
  ) {
    assertEquals(checkTensor(floats(dims, count)), count);
    assertEquals(checkTensor(raw(TYPE.float, dims, 4 * count)), count);
    assertEquals(ruleOf(() => checkTensor(floats(dims, count + 1))), "initializer");
    assertEquals(ruleOf(() => checkTensor(raw(TYPE.float, dims, 4 * count + 4))), "initializer");
  }
  const widths = { uint8: 1, int16: 2, float16: 2, int32: 4, double: 8, int64: 8, bool: 1 };
  for (const [type, width] of Object.entries(widths)) {
    assertEquals(checkTensor(raw(TYPE[type as keyof typeof widths], [5], 5 * width)), 5);
    assertThrows(() => checkTensor(raw(TYPE[type as keyof typeof widths], [5], 5 * width - 1)));
  }
  for (const field of ["int32Data", "int64Data", "doubleData", "uint64Data"]) {
    const listed = { dims: [2], dataType: TYPE.int64, [field]: [1, 2] };
    assertEquals(checkTensor(listed), 2);
    assertEquals(ruleOf(() => checkTensor({ ...listed, floatData: [1] })), "initializer");
  }
});

Deno.test("a tensor with data elsewhere, twice, in parts or of an unsupported type is refused", () => {
  const good = floats([2], 2);
  for (
    const [rule, change] of <[string, TensorProto][]> [
      ["external-data", { externalData: [{ key: "location", value: "x" }] }],
      ["external-data", { dataLocation: 1 }],
      ["initializer", { dims: [-2] }],
      ["initializer", { dims: [-2, -1] }],
      ["initializer", { dims: [2 ** 40, 2 ** 40] }],
      ["initializer", { segment: { begin: 0, end: 1 } }],
      ["initializer", { dataType: TYPE.string }],
      ["initializer", { dataType: 0 }],
      ["initializer", { rawData: new Uint8Array(8) }],
      ["initializer", { stringData: [new Uint8Array(1)] }],
    ]
  ) assertEquals(ruleOf(() => checkTensor({ ...good, ...change })), rule);
});

Deno.test("attributes count their values, and contain only numbers", () => {
  const check = (...attribute: AttributeProto[]) => checkAttributes({ opType: "Any", attribute });
  assertEquals(check(), 0);
  assertEquals(
    check(
      { name: "a", t: floats([2], 2) },
      { name: "b", tensors: [floats([3], 3), floats([], 1)] },
      { name: "c", floats: [1, 2] },
      { name: "d", ints: [1, 2, 3] },
      { name: "e", i: 7 },
    ),
    2 + 4 + 2 + 3,
  );
  for (
    const [rule, ...attribute] of <[string, ...AttributeProto[]][]> [
      ["operator", { g: { node: [] } }],
      ["operator", { graphs: [{ node: [] }] }],
      ["operator", { refAttrName: "x" }],
      ["initializer", { sparseTensor: {} }],
      ["initializer", { sparseTensors: [{}] }],
      ["initializer", { t: floats([2], 1) }],
      ["initializer", { tensors: [floats([2], 1)] }],
      ["graph", { tp: {} }],
      ["graph", { typeProtos: [{}] }],
      ["graph", { name: "a", i: 1 }, { name: "a", i: 1 }],
    ]
  ) assertEquals(ruleOf(() => check(...attribute)), rule);
});

Deno.test("a loop is refused with the exporter that writes none", () => {
  const adviceFor = (opType: string) => {
    const node = { opType, attribute: [{ name: "body", g: { node: [] } }] };
    return assertThrows(() => checkAttributes(node), InvalidModel).advice.kind;
  };
  assertEquals(["Loop", "Scan"].map(adviceFor), ["without-loops", "without-loops"]);
  assertEquals(adviceFor("If"), "replace-operator");
});
