import { assertEquals, assertThrows } from "@std/assert";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import {
  type AttributeProto,
  integersOf,
  type NodeProto,
  type TensorProto,
  TYPE,
} from "../onnx.ts";
import { constant, constantOfShape } from "./constants.ts";
import type { Value } from "./rule.ts";
import { typesOf } from "./types.ts";

const node = (opType: string, ...attribute: AttributeProto[]): NodeProto => ({ opType, attribute });
const int64 = (dims: number[], ...numbers: (number | bigint)[]): TensorProto => ({
  dims,
  dataType: TYPE.int64,
  rawData: new Uint8Array(BigInt64Array.from(numbers, BigInt).buffer),
});

Deno.test("a Constant is known by any attribute with its value", () => {
  const found = (...attribute: AttributeProto[]) =>
    constant(node("Constant", ...attribute), []).outputs[0];
  const tensor = { dims: [2], dataType: TYPE.int64, int64Data: [5, 6] };
  assertEquals(found({ name: "value", t: tensor }), {
    shape: [2],
    type: TYPE.int64,
    integers: [5, 6],
    floats: undefined,
  });
  const one: Value = { shape: [], type: TYPE.int64, integers: [5] };
  assertEquals(found({ name: "value_int", i: 5 }), one);
  assertEquals(found({ name: "value_ints", ints: [5, 6] }), {
    ...one,
    shape: [2],
    integers: [5, 6],
  });
  assertEquals(found({ name: "value_float", f: 1 }), { shape: [], type: TYPE.float, floats: [1] });
  assertEquals(found({ name: "value_floats", floats: [1, 2] }), { shape: [2], type: TYPE.float });
  assertThrows(() => found({ name: "value_string" }), InvalidModel);
  assertEquals(constant(node("Constant", { name: "value_int", i: 5 }), []).work, 0);
});

Deno.test("one number everywhere is known in short lists", () => {
  const filled = (shape: number[], t?: TensorProto) => {
    const attribute = t ? [{ name: "value", t }] : [];
    const input = { shape: [shape.length], integers: shape };
    const { outputs: [output], work } = constantOfShape(node("ConstantOfShape", ...attribute), [
      input,
    ]);
    return [output!.type, output!.integers, work];
  };
  assertEquals(filled([3], int64([1], 7)), [TYPE.int64, [7, 7, 7], 3]);
  assertEquals(filled([], int64([], 7)), [TYPE.int64, [7], 1]);
  assertEquals(filled([2, 1], int64([1], 7)), [TYPE.int64, [7, 7], 2]);
  assertEquals((filled([64], int64([1], 7))[1] as number[]).length, 64);
  assertEquals(filled([65], int64([1], 7)), [TYPE.int64, undefined, 65]);
  assertEquals(filled([2, 3]), [TYPE.float, undefined, 6]);
  assertEquals(filled([0]), [TYPE.float, undefined, 0]);
  assertThrows(() => filled([-1]), InvalidModel);
  assertThrows(() => filled([3], int64([2], 7, 7)), InvalidModel);
});

Deno.test("whole numbers are read if they are few, exact and complete", () => {
  assertEquals(integersOf(int64([2], -3, 2 ** 40)), [-3, 2 ** 40]);
  const int32 = {
    dims: [2],
    dataType: TYPE.int32,
    rawData: new Uint8Array(Int32Array.of(-3, 9).buffer),
  };
  assertEquals(integersOf(int32), [-3, 9]);
  assertEquals(integersOf({ dims: [2], dataType: TYPE.int32, int32Data: [-3, 9] }), [-3, 9]);
  assertEquals(integersOf({ dims: [0], dataType: TYPE.int64 }), []);
  const raw = (dataType: number, list: ArrayBufferView<ArrayBuffer>, ...dims: number[]) =>
    integersOf({ dims, dataType, rawData: new Uint8Array(list.buffer) });
  assertEquals(raw(TYPE.bool, Uint8Array.of(0, 1, 1, 0), 2, 2), [0, 1, 1, 0]);
  assertEquals(raw(TYPE.int8, Int8Array.of(-1, 3), 2), [-1, 3]);
  assertEquals(raw(TYPE.uint16, Uint16Array.of(65_535), 1), [65_535]);
  assertEquals(raw(TYPE.uint64, BigUint64Array.of(2n ** 64n - 1n), 1), undefined);
  assertEquals(raw(TYPE.uint64, BigUint64Array.of(5n), 1), [5]);
  assertEquals(integersOf({ dims: [1], dataType: TYPE.uint32, uint64Data: [7] }), [7]);
  assertEquals(integersOf({ dims: [1], dataType: TYPE.int64, int64Data: [5, 6] }), undefined);
  assertEquals(integersOf({ ...int64([2], 1, 2), dims: [3] }), undefined);
  assertEquals(integersOf({ ...int64([2], 1, 2), dataType: TYPE.double }), undefined);
  assertEquals(integersOf(int64([64], ...Array(64).fill(1)))?.length, 64);
  assertEquals(integersOf(int64([65], ...Array(65).fill(1))), undefined);
  // The ends of int64 stand for the ends of an axis; other numbers beyond 2⁵³ are unknown.
  const ends = [2n ** 63n - 1n, -(2n ** 63n), -1n];
  assertEquals(integersOf(int64([3], ...ends)), [Infinity, -Infinity, -1]);
  assertEquals(integersOf(int64([1], 2n ** 53n)), undefined);
});

Deno.test("types of outputs follow from inputs, attributes or the operator", () => {
  const { float, int64, int32, string, bool, uint8, int8, double } = TYPE;
  const inputs = (...types: (number | undefined)[]) => types.map((type) => ({ shape: [], type }));
  const of = (opType: string, types: (number | undefined)[], ...attribute: AttributeProto[]) =>
    typesOf({ ...node(opType, ...attribute), output: ["a", "b"] }, inputs(...types));
  const eight = [1, 2, 3, 4, 5, 6, 7, int8];
  const cases: [string, (number | undefined)[], (number | undefined)[], ...AttributeProto[]][] = [
    ["Relu", [double], [double]],
    ["Cast", [float], [int32], { name: "to", i: int32 }],
    ["CastLike", [float, int64], [int64]],
    ["Where", [bool, double, float], [double]],
    ["OneHot", [int64, int32, double], [double]],
    ["DequantizeLinear", [uint8, float], [float]],
    ["DequantizeLinear", [uint8, float], [double], { name: "output_dtype", i: double }],
    ["QuantizeLinear", [float, float, int8], [int8]],
    ["QuantizeLinear", [float, float], [uint8]],
    ["QuantizeLinear", [float, float], [int8], { name: "output_dtype", i: int8 }],
    ["DynamicQuantizeLinear", [float], [uint8, float, uint8]],
    ["QLinearConv", eight, [int8]],
    ["QLinearMatMul", eight, [int8]],
    ["TopK", [double], [double, int64]],
    ["MaxPool", [double], [double, int64]],
    ["Dropout", [double], [double, bool]],
    ["Split", [double], [double, double]],
    ["LSTM", [double, float], [double, double, double]],
    ["GRU", [double, float], [double, double]],
    ["RNN", [double, float], [double, double]],
    ["ArgMax", [float], [int64]],
    ["Shape", [float], [int64]],
    ["ConvInteger", [uint8, int8], [int32]],
    ["MatMulInteger", [uint8, int8], [int32]],
    ["Equal", [float, float], [bool]],
    ["IsNaN", [float], [bool]],
    ["Scaler", [int64], [float]],
    ["LinearRegressor", [double], [float]],
    ["LinearClassifier", [double], [int64, float]],
    ["SVMClassifier", [double], [int64, float], { name: "classlabels_ints", ints: [1] }],
    ["TreeEnsembleClassifier", [double], [string, float], {
      name: "classlabels_strings",
      strings: [new Uint8Array([97])],
    }],
    ["LabelEncoder", [string], [int64], { name: "values_int64s", ints: [1] }],
    ["LabelEncoder", [string], [float], { name: "values_floats", floats: [1] }],
    ["LabelEncoder", [int64], [string], { name: "values_strings", strings: [] }],
    ["LabelEncoder", [int64], [double], { name: "values_tensor", t: { dataType: double } }],
    ["LabelEncoder", [int64], [string], { name: "classes_strings", strings: [] }],
    ["LabelEncoder", [string], [int64], { name: "classes_strings", strings: [] }],
    ["LabelEncoder", [string], [undefined]],
  ];
  for (const [opType, types, given, ...attribute] of cases) {
    assertEquals(of(opType, types, ...attribute), given, opType);
  }
});
