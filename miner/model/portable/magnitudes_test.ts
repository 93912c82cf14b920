import { assertEquals } from "@std/assert";
import { type AttributeProto, type NodeProto, type TensorProto, TYPE } from "../onnx.ts";
import type { Value } from "../operators/rule.ts";
import { Magnitudes } from "./magnitudes.ts";

const tensor = (name: string, ...floatData: number[]): TensorProto => ({
  name,
  dims: [floatData.length],
  dataType: TYPE.float,
  floatData,
});
/** Values named by their size; `x` is unknown. */
const KNOWN = [
  tensor("two", 1, -2),
  tensor("five", 5),
  tensor("huge", 2 ** 119),
  tensor("beyond", 2 ** 120),
  tensor("infinite", Infinity),
];

interface Passed {
  to?: number;
  shapes?: number[][];
  type?: number;
  domain?: string;
  attribute?: AttributeProto[];
}

/** The bound of an operator's output. */
function bound(
  opType: string,
  input: string[],
  { to = TYPE.float, shapes = [], type = TYPE.float, attribute = [], domain }: Passed = {},
): number | undefined {
  const magnitudes = new Magnitudes({ initializer: KNOWN });
  const node: NodeProto = { opType, input, output: ["y"], attribute, domain };
  const inputs: Value[] = input.map((_, i) => ({ shape: shapes[i] ?? [2], type }));
  magnitudes.pass(node, inputs, to);
  assertEquals(magnitudes.isFinite("y"), magnitudes.bound("y") !== undefined);
  return magnitudes.bound("y");
}
const ints = (name: string, ...ints: number[]) => ({ name, ints });

Deno.test("values in the file are known if they are finite, and not too large", () => {
  const magnitudes = new Magnitudes({ initializer: KNOWN });
  const bounds = ["two", "five", "huge", "beyond", "infinite", "x"].map((n) => magnitudes.bound(n));
  assertEquals(bounds, [2, 5, 2 ** 119, undefined, undefined, undefined]);
  assertEquals(magnitudes.constant("infinite")?.name, "infinite");
  assertEquals(magnitudes.constant("x"), undefined);
});

Deno.test("moved values keep their bound, squashed ones are below 1, sums add their bounds", () => {
  for (const opType of ["Relu", "Reshape", "Gather", "Split", "GlobalMaxPool"]) {
    assertEquals(bound(opType, ["two", "x"]), 2, opType);
    assertEquals(bound(opType, ["x", "two"]), undefined, opType);
  }
  for (const opType of ["Sigmoid", "Tanh", "Softmax"]) {
    assertEquals([bound(opType, ["five"]), bound(opType, ["x"])], [1, undefined], opType);
  }
  assertEquals(bound("Concat", ["two", "five"]), 5);
  for (const opType of ["Add", "Sub"]) assertEquals(bound(opType, ["two", "five"]), 7, opType);
  assertEquals(bound("Mul", ["two", "five"]), 10);
  for (const opType of ["Concat", "Add", "Sub", "Mul"]) {
    assertEquals(bound(opType, ["two", "x"]), undefined, opType);
  }
  assertEquals(bound("Add", ["huge", "huge"]), undefined, "too large");
  assertEquals(bound("Exp", ["two"]), undefined, "nothing is known about it");
});

Deno.test("a product of matrices is bounded by as many terms as its second factor has values", () => {
  const shapes = [[1, 4], [4, 3], [3]];
  for (const opType of ["Conv", "MatMul", "Gemm"]) {
    assertEquals(bound(opType, ["two", "five"], { shapes }), 2 * 5 * 12, opType);
    assertEquals(bound(opType, ["two", "five", "two"], { shapes }), 122, opType);
    assertEquals(bound(opType, ["two", "five", "x"], { shapes }), undefined, opType);
    for (const name of ["alpha", "beta"]) {
      const attribute = [{ name, f: 1 }];
      assertEquals(bound(opType, ["two", "five"], { shapes, attribute }), undefined, name);
    }
  }
});

Deno.test("a pool keeps its bound if no window is entirely outside", () => {
  const pool = (...attribute: AttributeProto[]) =>
    bound("MaxPool", ["two"], { attribute: [ints("kernel_shape", 3, 2), ...attribute] });
  assertEquals(pool(), 2);
  assertEquals(pool(ints("pads", 2, 1, 2, 1), ints("dilations", 1, 1)), 2);
  for (
    const attribute of [
      ints("pads", 3, 1, 2, 1),
      ints("pads", 2, 2, 2, 1),
      ints("pads", 2, 1, 2, 2),
      ints("dilations", 1, 2),
      { name: "ceil_mode", i: 1 },
    ]
  ) assertEquals(pool(attribute), undefined, JSON.stringify(attribute));
});

Deno.test("numbers of bounded types are bounded when they become floats", () => {
  const cast = (type: number) => bound("Cast", ["two"], { type });
  assertEquals(
    [TYPE.float, TYPE.float16, TYPE.double, TYPE.uint8, TYPE.int16, TYPE.int64].map(cast),
    [2, 2, 2, 2 ** 8, 2 ** 16, 2 ** 64],
  );
  assertEquals(cast(TYPE.string), undefined);
  const dequantized = (scale: string, type: number = TYPE.uint8) =>
    bound("DequantizeLinear", ["q", scale], { type });
  assertEquals([dequantized("two"), dequantized("two", TYPE.int32)], [2 * 2 ** 9, 2 * 2 ** 33]);
  assertEquals([dequantized("huge"), dequantized("x")], [undefined, undefined]);
});

Deno.test("only floats of the usual operators are bounded", () => {
  assertEquals(bound("Relu", ["two"], { to: TYPE.double }), 2);
  for (const to of [TYPE.float16, TYPE.int64]) {
    assertEquals(bound("Relu", ["two"], { to }), undefined);
  }
  assertEquals(bound("Relu", ["two"], { domain: "ai.onnx.ml" }), undefined);
});

Deno.test("constants are known by their nodes, and by second names", () => {
  const magnitudes = new Magnitudes({ initializer: KNOWN });
  const pass = (opType: string, input: string[], output: string, ...attribute: AttributeProto[]) =>
    magnitudes.pass({ opType, input, output: [output], attribute }, [], TYPE.float);
  pass("Constant", [], "a", { name: "value", t: tensor("", 3, -4) });
  pass("Constant", [], "b", { name: "value_float", f: -6 });
  pass("Identity", ["two"], "c");
  pass("Identity", ["x"], "d");
  assertEquals(["a", "b", "c", "d"].map((name) => magnitudes.bound(name)), [4, 6, 2, undefined]);
  assertEquals(
    ["a", "b", "c", "d"].map((name) => magnitudes.constant(name)?.floatData),
    [[3, -4], [-6], [1, -2], undefined],
  );
});
