import { assertEquals, assertThrows } from "@std/assert";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { NodeProto } from "../onnx.ts";
import { argMax, oneHot, range, reduce, shape, size, topK } from "./reduce.ts";
import type { Rule, Value } from "./rule.ts";

type Attributes = Record<string, number | number[]>;

const node = (attributes: Attributes, opType = "ReduceSum"): NodeProto => ({
  opType,
  attribute: Object.entries(attributes).map(([name, value]) =>
    typeof value === "number" ? { name, i: value } : { name, ints: value }
  ),
});
const list = (...integers: number[]): Value => ({ shape: [integers.length], integers });
const one = (integer: number): Value => ({ shape: [], integers: [integer] });
const X: Value = { shape: [2, 3, 4] };

/** The first output's shape, and the work. */
function gives(rule: Rule, inputs: Value[], attributes: Attributes = {}) {
  const { outputs, work } = rule(node(attributes), inputs);
  return [outputs[0]!.shape, work];
}

function refuses(rule: Rule, inputs: Value[], attributes: Attributes = {}): void {
  const told = JSON.stringify([inputs, attributes]);
  assertThrows(() => rule(node(attributes), inputs), InvalidModel, undefined, told);
}

Deno.test("a reduced dimension becomes 1 or disappears", () => {
  assertEquals(gives(reduce, [X]), [[1, 1, 1], 24]);
  assertEquals(gives(reduce, [X], { keepdims: 0 }), [[], 24]);
  assertEquals(gives(reduce, [X], { axes: [1] }), [[2, 1, 4], 24]);
  assertEquals(gives(reduce, [X, list(0, -1)], { keepdims: 0 }), [[3], 24]);
  assertEquals(gives(reduce, [X, list()], { noop_with_empty_axes: 1 }), [[2, 3, 4], 24]);
  assertEquals(gives(reduce, [X, list()], { noop_with_empty_axes: 0 }), [[1, 1, 1], 24]);
  refuses(reduce, [X], { axes: [3] });
  refuses(reduce, [X], { axes: [-4] });
  refuses(reduce, [X, { shape: [1] }]);
  assertEquals(gives(argMax, [X]), [[1, 3, 4], 24]);
  assertEquals(gives(argMax, [X], { axis: -1 }), [[2, 3, 1], 24]);
  assertEquals(gives(argMax, [X], { axis: 1, keepdims: 0 }), [[2, 4], 24]);
  refuses(argMax, [X], { axis: 3 });
});

Deno.test("only the product of known numbers is known, not another reduction's result", () => {
  const known = (opType: string, value: Value, attributes: Attributes = {}) =>
    reduce(node(attributes, opType), [value]).outputs[0]!.integers;
  assertEquals(known("ReduceProd", list(2, 3, 7)), [42]);
  assertEquals(known("ReduceProd", list(2, 3), { keepdims: 0 }), [6]);
  assertEquals(known("ReduceProd", { shape: [3] }), undefined);
  assertEquals(known("ReduceProd", list(2, 3), { noop_with_empty_axes: 1 }), undefined);
  assertEquals(known("ReduceProd", { shape: [1, 2], integers: [2, 3] }), undefined);
  assertEquals(known("ReduceSum", list(2, 3)), undefined);
});

Deno.test("the k largest: as many along an axis, for a sort's work", () => {
  const found = topK(node({}), [X, list(2)]);
  assertEquals(found.outputs.map(({ shape }) => shape), [[2, 3, 2], [2, 3, 2]]);
  assertEquals(found.work, 24 * 2);
  assertEquals(gives(topK, [X], { k: 3, axis: 1 }), [[2, 3, 4], 24 * 3]);
  assertEquals(gives(topK, [X, list(0)]), [[2, 3, 0], 24]);
  assertEquals(gives(topK, [X, list(4)]), [[2, 3, 4], 24 * 3]);
  refuses(topK, [X, list(5)]);
  refuses(topK, [X, list(-1)]);
  refuses(topK, [X]);
  refuses(topK, [X, { shape: [1] }]);
});

Deno.test("a OneHot has its depth at its axis", () => {
  assertEquals(gives(oneHot, [X, one(5)]), [[2, 3, 4, 5], 120]);
  assertEquals(gives(oneHot, [X, one(1)]), [[2, 3, 4, 1], 24]);
  for (
    const [axis, out] of [[0, [5, 2, 3, 4]], [1, [2, 5, 3, 4]], [3, [2, 3, 4, 5]]] as [
      number,
      number[],
    ][]
  ) {
    assertEquals(gives(oneHot, [X, one(5)], { axis }), [out, 120]);
    assertEquals(gives(oneHot, [X, one(5)], { axis: axis - 4 }), [out, 120]);
  }
  refuses(oneHot, [X, one(5)], { axis: 4 });
  refuses(oneHot, [X, one(5)], { axis: -5 });
  assertEquals(gives(oneHot, [X, { shape: [], floats: [5] }]), [[2, 3, 4, 5], 120]);
  refuses(oneHot, [X, { shape: [], floats: [5.5] }]);
  refuses(oneHot, [X, one(0)]);
  refuses(oneHot, [X, { shape: [] }]);
});

Deno.test("shapes, sizes and ranges are known numbers", () => {
  const known = (rule: Rule, inputs: Value[], attributes: Attributes = {}) => {
    const { outputs: [output], work } = rule(node(attributes), inputs);
    return [output!.shape, output!.integers, work];
  };
  assertEquals(known(shape, [X]), [[3], [2, 3, 4], 0]);
  assertEquals(known(shape, [X], { start: 1 }), [[2], [3, 4], 0]);
  assertEquals(known(shape, [X], { end: -1 }), [[2], [2, 3], 0]);
  assertEquals(known(shape, [X], { start: -9, end: 9 }), [[3], [2, 3, 4], 0]);
  assertEquals(known(shape, [X], { start: 2, end: 1 }), [[0], [], 0]);
  assertEquals(known(size, [X]), [[], [24], 0]);
  assertEquals(known(range, [one(1), one(8), one(3)]), [[3], [1, 4, 7], 3]);
  assertEquals(known(range, [one(1), one(7), one(3)]), [[2], [1, 4], 2]);
  assertEquals(known(range, [one(5), one(0), one(-2)]), [[3], [5, 3, 1], 3]);
  assertEquals(known(range, [one(5), one(0), one(1)]), [[0], [], 0]);
  assertEquals(known(range, [one(0), one(65), one(1)]), [[65], undefined, 65]);
  assertEquals((known(range, [one(0), one(64), one(1)])[1] as number[]).length, 64);
  const bounds = (...floats: number[]) =>
    floats.map((n): Value => ({ shape: [], floats: [Math.fround(n)] }));
  assertEquals(known(range, bounds(1, 2, 0.25)), [[4], undefined, 4]);
  assertEquals(known(range, bounds(1, 0, 0.25)), [[0], [], 0]);
  refuses(range, bounds(0, 5, 0));
  refuses(range, [one(0), one(5), one(0)]);
  refuses(range, [one(0), one(5), { shape: [] }]);
});
