import { assertEquals, assertThrows } from "@std/assert";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { type AttributeProto, type NodeProto, type TensorProto, TYPE } from "../onnx.ts";
import { Magnitudes } from "./magnitudes.ts";
import { refuse } from "./refuse.ts";

const text = (name: string, value: string) => ({ name, s: new TextEncoder().encode(value) });
const scale = (name: string, ...floatData: number[]): TensorProto => ({
  name,
  dims: [floatData.length],
  dataType: TYPE.float,
  floatData,
});
const SCALES = [
  scale("least", 2 ** -40),
  scale("most", 2 ** 30),
  scale("below", 2 ** -41),
  scale("above", 2 ** 31),
  scale("mixed", 1, 0),
  scale("none", NaN),
];

/** Whether a node is refused, with the types of its first input and output. */
function refused(
  opType: string,
  type?: number,
  to?: number,
  { input = [], attribute = [] }: { input?: string[]; attribute?: AttributeProto[] } = {},
): boolean {
  const node: NodeProto = { opType, input, output: ["y"], attribute };
  try {
    refuse(node, type, to, new Magnitudes({ initializer: SCALES }));
    return false;
  } catch (error) {
    assertEquals((error as InvalidModel).rule, "operator");
    return true;
  }
}

Deno.test("casts are between numbers of known types", () => {
  const { float, int64, bool, string } = TYPE;
  for (const opType of ["Cast", "CastLike"]) {
    for (const [from, to] of [[float, int64], [bool, float], [int64, bool]]) {
      assertEquals(refused(opType, from, to), false);
    }
    for (
      const [from, to] of [
        [string, float],
        [float, string],
        [undefined, float],
        [float, undefined],
        [
          float,
          0,
        ],
        [16, float],
      ]
    ) assertEquals(refused(opType, from, to), true, `${from} to ${to}`);
  }
});

Deno.test("scales of quantized values are constants within their bounds", () => {
  const quantize = (name: string) =>
    refused("QuantizeLinear", TYPE.float, TYPE.uint8, { input: ["x", name] });
  for (const name of ["least", "most"]) assertEquals(quantize(name), false, name);
  for (const name of ["below", "above", "mixed", "none", "nowhere"]) {
    assertEquals(quantize(name), true, name);
  }
  assertEquals(refused("QuantizeLinear", TYPE.string, TYPE.uint8, { input: ["x", "most"] }), true);
  for (const opType of ["QLinearConv", "QLinearMatMul"]) {
    const input = ["x", "most", "zero", "w", "least", "zero", "most", "zero"];
    assertEquals(refused(opType, TYPE.uint8, TYPE.uint8, { input }), false);
    for (const index of [1, 4, 6]) {
      const wrong = { input: input.with(index, "above") };
      assertEquals(refused(opType, TYPE.uint8, TYPE.uint8, wrong), true, `${index}`);
    }
  }
});

Deno.test("logarithms, powers and Shrink of whole numbers are refused", () => {
  for (const opType of ["ReduceLogSum", "ReduceLogSumExp", "Pow", "Shrink"]) {
    for (const type of [TYPE.int32, TYPE.int64, TYPE.uint8]) {
      assertEquals(refused(opType, type, type), true, opType);
    }
    assertEquals(refused(opType, TYPE.float, TYPE.float), false, opType);
  }
  assertEquals(refused("Relu", TYPE.int32, TYPE.int32), false);
});

Deno.test("whole numbers are resized if they stay within their range", () => {
  const resize = (type: number, ...attribute: AttributeProto[]) =>
    refused("Resize", type, type, { attribute });
  const { float, uint8, int8, int32 } = TYPE;
  for (const type of [uint8, int8, int32]) {
    assertEquals(resize(type), false);
    assertEquals(resize(type, text("mode", "nearest")), false);
    assertEquals(resize(type, text("mode", "linear")), type === int32);
    assertEquals(resize(type, text("mode", "cubic")), true);
    assertEquals(resize(type, { name: "antialias", i: 1 }), true);
    const crop = text("coordinate_transformation_mode", "tf_crop_and_resize");
    assertEquals(resize(type, crop), true);
  }
  assertEquals(resize(float, text("mode", "cubic")), false);
});

Deno.test("a refusal is the model's fault", () => {
  assertThrows(
    () => refuse({ opType: "Pow" }, TYPE.int32, TYPE.int32, new Magnitudes({})),
    InvalidModel,
  );
});
