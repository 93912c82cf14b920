import { assertEquals, assertThrows } from "@std/assert";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { type NodeProto, TYPE } from "../onnx.ts";
import { arithmetic, cast, division, elementwise } from "./elementwise.ts";
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

Deno.test("whole numbers are folded while they are known, are lists and stay exact", () => {
  const sum = arithmetic((a, b) => a! + b!);
  const known = (...inputs: Value[]) => sum(node("Add"), inputs).outputs[0]!.integers;
  assertEquals(known(whole(1, 2), whole(10)), [11, 12]);
  assertEquals(known(whole(1, 2), whole(10, 20)), [11, 22]);
  assertEquals(known(whole(1, 2), tensor([2], TYPE.int64)), undefined);
  assertEquals(known(whole(Number.MAX_SAFE_INTEGER), whole(1)), undefined);
  const matrix = { shape: [2, 1], type: TYPE.int64, integers: [1, 2] };
  assertEquals(known(matrix, whole(1)), undefined);
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
});
