import { assertEquals, assertThrows } from "@std/assert";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { type NodeProto, TYPE } from "../onnx.ts";
import {
  arithmetic,
  cast,
  comparison,
  division,
  elementwise,
  layerNormalization,
  modulo,
  single,
} from "./elementwise.ts";
import type { Value } from "./rule.ts";

const node = (opType: string, attribute: NodeProto["attribute"] = []): NodeProto => ({
  opType,
  attribute,
});
const tensor = (shape: number[], type: number = TYPE.float): Value => ({ shape, type });
const whole = (...integers: number[]): Value => ({
  shape: [integers.length],
  type: TYPE.int64,
  integers,
});
const quotient = division((a, b) => Math.trunc(a! / b!));

Deno.test("floats are divided by any computed value, element by element", () => {
  for (const type of [TYPE.float, TYPE.float16, TYPE.double]) {
    const { outputs, work } = quotient(node("Div"), [tensor([2, 3], type), tensor([2, 1], type)]);
    assertEquals([outputs[0]!.shape, outputs[0]!.integers, work], [[2, 3], undefined, 6]);
  }
});

Deno.test("whole numbers are only divided by known values other than 0 and -1", () => {
  assertEquals(quotient(node("Div"), [whole(7, -7), whole(2)]).outputs[0]!.integers, [3, -3]);
  const unknown = tensor([1], TYPE.int64);
  assertEquals(quotient(node("Div"), [unknown, whole(2)]).outputs[0]!.integers, undefined);
  const { type: _, ...untyped } = unknown;
  for (const divisor of [whole(0), whole(-1), whole(2, 0), unknown, untyped]) {
    assertThrows(
      () => quotient(node("Div"), [whole(7, 8), divisor]),
      InvalidModel,
      "divides whole numbers by a value that may be zero",
    );
  }
});

Deno.test("whole numbers are folded while they are known, are few and fit their type", () => {
  const sum = arithmetic((a, b) => a! + b!);
  const known = (...inputs: Value[]) => sum(node("Add"), inputs).outputs[0]!.integers;
  assertEquals(known(whole(1, 2), whole(10)), [11, 12]);
  assertEquals(known(whole(1, 2), whole(10, 20)), [11, 22]);
  assertEquals(known(whole(1, 2), tensor([2], TYPE.int64)), undefined);
  assertEquals(known(whole(Number.MAX_SAFE_INTEGER), whole(1)), undefined);
  const matrix = { shape: [2, 1], type: TYPE.int64, integers: [1, 2] };
  assertEquals(known(matrix, whole(1)), [2, 3]);
  assertEquals(known(matrix, whole(10, 20, 30)), [11, 21, 31, 12, 22, 32]);
  // The engine wraps: 2³¹ would be −2³¹.
  const half = { ...whole(2 ** 30), type: TYPE.int32 };
  assertEquals(known(half, half), undefined);
  const long = Array.from({ length: 65 }, () => 1);
  assertEquals(known(whole(...long.slice(1)), whole(1))?.length, 64);
  assertEquals(known(whole(...long), whole(1)), undefined);
  assertThrows(
    () => sum(node("Add"), [tensor([1]), tensor([1], TYPE.double)]),
    InvalidModel,
    "mixes the types 1 and 11",
  );
  assertThrows(() => elementwise()(node("Sum"), []), InvalidModel, "has no input");
});

Deno.test("a cast keeps whole numbers that its type can represent", () => {
  const to = (type: number) => node("Cast", [{ name: "to", type: 2, i: type } as never]);
  const kept = (type: number, ...integers: number[]) =>
    cast(to(type), [whole(...integers)]).outputs[0]!.integers;
  assertEquals(kept(TYPE.int64, 2 ** 40), [2 ** 40]);
  assertEquals(kept(TYPE.int32, 7), [7]);
  assertEquals(kept(TYPE.int32, 2 ** 31), undefined);
  assertEquals(kept(TYPE.float, 7), undefined);
  assertEquals(kept(TYPE.bool, 7, 0), [1, 0]);
  assertEquals(kept(TYPE.uint8, 255), [255]);
  assertEquals(kept(TYPE.uint8, 256), undefined);
  const floats = (...integers: number[]) =>
    cast(to(TYPE.float), [whole(...integers)]).outputs[0]!.floats;
  assertEquals(floats(7, 2 ** 24 + 1), [7, 2 ** 24]);
  assertEquals(floats(...Array<number>(9).fill(1)), undefined);
});

Deno.test("the sign of a remainder is the divisor's, or with fmod the dividend's", () => {
  const rest = (a: number, b: number, fmod: number) =>
    modulo(node("Mod", [{ name: "fmod", i: fmod }]), [whole(a), whole(b)]).outputs[0]!.integers;
  assertEquals([[-4, 3], [4, -3], [4, 2], [-4, 2]].map(([a, b]) => rest(a!, b!, 0)![0]), [
    2,
    -2,
    0,
    0,
  ]);
  assertEquals([[-4, 3], [4, -3], [-4, 2]].map(([a, b]) => rest(a!, b!, 1)![0]), [-1, 1, 0]);
  assertThrows(() => rest(1, 0, 0), InvalidModel);
});

Deno.test("known whole numbers are compared and negated; the end of an axis is like no other", () => {
  const less = comparison((a, b) => a < b);
  const asked = (...inputs: Value[]) => less(node("Less"), inputs).outputs[0]!.integers;
  assertEquals(asked(whole(1, 5), whole(3)), [1, 0]);
  assertEquals(asked(whole(1), whole(Infinity)), undefined);
  assertEquals(asked(whole(1), tensor([1], TYPE.int64)), undefined);
  const negated = single((a) => -a)(node("Neg"), [whole(3, -4)]).outputs[0];
  assertEquals(negated!.integers, [-3, 4]);
  assertThrows(() => single((a) => -a)(node("Neg"), []), InvalidModel);
});

Deno.test("a LayerNormalization also gives its moments, one for each place before its axis", () => {
  const shapes = (axis: number) =>
    layerNormalization(node("LayerNormalization", [{ name: "axis", i: axis }]), [tensor([2, 3, 4])])
      .outputs.map(({ shape }) => shape);
  assertEquals(shapes(-1), [[2, 3, 4], [2, 3, 1], [2, 3, 1]]);
  assertEquals(shapes(1), [[2, 3, 4], [2, 1, 1], [2, 1, 1]]);
  assertThrows(() => shapes(3), InvalidModel);
});
