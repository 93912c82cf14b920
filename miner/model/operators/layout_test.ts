import { assertEquals, assertThrows } from "@std/assert";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { NodeProto } from "../onnx.ts";
import * as layout from "./layout.ts";
import type { Rule, Shape, Value } from "./rule.ts";

type Attributes = Record<string, number | number[]>;
type Inputs = (Value | undefined)[];

const node = (attributes: Attributes, opType = "", outputs = 1): NodeProto => ({
  opType,
  output: Array.from({ length: outputs }, (_, i) => `out ${i}`),
  attribute: Object.entries(attributes).map(([name, value]) =>
    typeof value === "number" ? { name, i: value } : { name, ints: value }
  ),
});
const list = (...integers: number[]): Value => ({ shape: [integers.length], integers });
const of = (...shape: Shape): Value => ({ shape });
const X = of(2, 3, 4);

/** The first output's shape, the work, and the known numbers. */
function gives(rule: Rule, inputs: Inputs, attributes: Attributes = {}, opType?: string) {
  const { outputs: [output], work } = rule(node(attributes, opType), inputs);
  return output!.integers ? [output!.shape, work, output!.integers] : [output!.shape, work];
}

function refuses(rule: Rule, inputs: Inputs, attributes: Attributes = {}, outputs?: number): void {
  const told = JSON.stringify([inputs, attributes]);
  assertThrows(() => rule(node(attributes, "", outputs), inputs), InvalidModel, undefined, told);
}

Deno.test("shapes change: Flatten, Reshape, Transpose", () => {
  for (const [axis, out] of [[0, [1, 24]], [1, [2, 12]], [3, [24, 1]]] as [number, Shape][]) {
    assertEquals(gives(layout.flatten, [X], { axis }), [out, 24]);
  }
  assertEquals(gives(layout.flatten, [X]), [[2, 12], 24]);
  assertEquals(gives(layout.flatten, [X], { axis: -1 }), [[6, 4], 24]);
  refuses(layout.flatten, [X], { axis: 4 });
  refuses(layout.flatten, [X], { axis: -4 });

  assertEquals(gives(layout.reshape, [X, list(6, 4)]), [[6, 4], 24]);
  assertEquals(gives(layout.reshape, [X, list(0, -1)]), [[2, 12], 24]);
  assertEquals(gives(layout.reshape, [X, list(-1, 0, 2)]), [[4, 3, 2], 24]);
  assertEquals(gives(layout.reshape, [list(5, 6), list(2, 1)]), [[2, 1], 2, [5, 6]]);
  assertEquals(gives(layout.reshape, [of(0, 3), list(0, 7)], { allowzero: 1 }), [[0, 7], 0]);
  refuses(layout.reshape, [of(2, 3), list(0, 3)], { allowzero: 1 });
  for (const wanted of [[5, 5], [5, -1], [2, 3, 4, 0], [-1, -1], [-2, -12]]) {
    refuses(layout.reshape, [X, list(...wanted)]);
  }
  refuses(layout.reshape, [X, of(2)]);

  assertEquals(gives(layout.transpose, [X]), [[4, 3, 2], 24]);
  assertEquals(gives(layout.transpose, [X], { perm: [1, 2, 0] }), [[3, 4, 2], 24]);
  for (const perm of [[0, 1], [0, 1, 1], [0, 1, 3], [0, 1, 2, 3]]) {
    refuses(layout.transpose, [X], { perm });
  }
});

Deno.test("dimensions of 1 come and go: Squeeze, Unsqueeze", () => {
  const thin = of(1, 3, 1, 4);
  assertEquals(gives(layout.squeeze, [thin]), [[3, 4], 12]);
  assertEquals(gives(layout.squeeze, [thin, list(-2)]), [[1, 3, 4], 12]);
  assertEquals(gives(layout.squeeze, [thin], { axes: [0] }), [[3, 1, 4], 12]);
  assertEquals(gives(layout.squeeze, [list(7)]), [[], 1, [7]]);
  refuses(layout.squeeze, [thin], { axes: [1] });
  refuses(layout.squeeze, [thin], { axes: [4] });
  assertEquals(gives(layout.unsqueeze, [X, list(0, 2)]), [[1, 2, 1, 3, 4], 24]);
  assertEquals(gives(layout.unsqueeze, [X], { axes: [-1] }), [[2, 3, 4, 1], 24]);
  assertEquals(gives(layout.unsqueeze, [{ shape: [], integers: [7] }, list(0)]), [[1], 1, [7]]);
  refuses(layout.unsqueeze, [X, list(0, 0)]);
  refuses(layout.unsqueeze, [X, list(4)]);
});

Deno.test("values are joined and split: Concat, Split", () => {
  assertEquals(gives(layout.concat, [X, of(2, 5, 4)], { axis: 1 }), [[2, 8, 4], 64]);
  assertEquals(gives(layout.concat, [X, of(2, 3, 1)], { axis: -1 }), [[2, 3, 5], 30]);
  assertEquals(gives(layout.concat, [X, X]), [[4, 3, 4], 48]);
  assertEquals(gives(layout.concat, [list(5, 6), list(7)]), [[3], 3, [5, 6, 7]]);
  assertEquals(gives(layout.concat, [list(5), of(1)]), [[2], 2]);
  refuses(layout.concat, []);
  refuses(layout.concat, [X, of(2, 5, 4)]);
  refuses(layout.concat, [X, of(2, 3)], { axis: 1 });
  refuses(layout.concat, [X, undefined]);
  refuses(layout.concat, [X], { axis: 3 });

  const cut = (value: Value, outputs: number, attributes: Attributes, sizes?: Value) => {
    const found = layout.split(node(attributes, "Split", outputs), [value, sizes]);
    return [found.outputs.map(({ shape, integers }) => integers ?? shape), found.work];
  };
  assertEquals(cut(X, 2, {}), [[[1, 3, 4], [1, 3, 4]], 24]);
  assertEquals(cut(X, 2, { axis: 1 }), [[[2, 2, 4], [2, 1, 4]], 24]);
  assertEquals(cut(X, 2, { axis: -1, split: [1, 3] }), [[[2, 3, 1], [2, 3, 3]], 24]);
  assertEquals(cut(X, 2, { axis: 1 }, list(3, 0)), [[[2, 3, 4], [2, 0, 4]], 24]);
  assertEquals(cut(list(5, 6, 7), 2, {}, list(1, 2)), [[[5], [6, 7]], 3]);
  for (const sizes of [[1, 1], [4, -1], [1, 2, 0]]) {
    refuses(layout.split, [X, list(...sizes)], { axis: 1 }, 2);
  }
});

Deno.test("a Slice takes from its start to its end, in steps, along its axes", () => {
  const sliced = (starts: number[], ends: number[], axes?: number[], steps?: number[]) =>
    gives(layout.slice, [X, ...[starts, ends, axes, steps].map((n) => n && list(...n))])[0];
  assertEquals(sliced([1], [2]), [1, 3, 4]);
  assertEquals(sliced([0, 1], [2, 3]), [2, 2, 4]);
  assertEquals(sliced([1], [99], [2]), [2, 3, 3]);
  assertEquals(sliced([-3], [-1], [-1]), [2, 3, 2]);
  assertEquals(sliced([-99], [99], [2], [3]), [2, 3, 2]);
  assertEquals(sliced([3], [1], [2]), [2, 3, 0]);
  assertEquals(sliced([99], [-99], [2], [-1]), [2, 3, 4]);
  assertEquals(sliced([-1], [0], [2], [-2]), [2, 3, 2]);
  assertEquals(sliced([0], [3], [2], [-1]), [2, 3, 0]);
  assertEquals(gives(layout.slice, [X], { starts: [1], ends: [3], axes: [1] }), [[2, 2, 4], 16]);
  const numbers = list(5, 6, 7, 8);
  assertEquals(gives(layout.slice, [numbers, list(1), list(3)]), [[2], 2, [6, 7]]);
  const back = [numbers, list(-1), list(-99), list(0), list(-2)];
  assertEquals(gives(layout.slice, back), [[2], 2, [8, 6]]);
  refuses(layout.slice, [X]);
  refuses(layout.slice, [X, list(0)]);
  refuses(layout.slice, [X, list(0), list(1, 2)]);
  refuses(layout.slice, [X, list(0), list(1), list(0, 1)]);
  refuses(layout.slice, [X, list(0), list(1), list(3)]);
  refuses(layout.slice, [X, list(0), list(1), list(0), list(1, 1)]);
  refuses(layout.slice, [X, list(0), list(1), list(0), list(0)]);
  refuses(layout.slice, [X, of(1), list(1)]);
});

Deno.test("a Pad adds values before and after, along all axes or some", () => {
  const pads = [1, 0, 2, 0, 5, 3];
  assertEquals(gives(layout.pad, [X, list(...pads)]), [[3, 8, 9], 216]);
  assertEquals(gives(layout.pad, [X], { pads }), [[3, 8, 9], 216]);
  const some = [X, list(1, 2, 3, 4), undefined, list(0, -1)];
  assertEquals(gives(layout.pad, some), [[6, 3, 10], 180]);
  assertEquals(gives(layout.pad, [X, list(0, 0, -3, 0, 0, 0)]), [[2, 3, 1], 6]);
  refuses(layout.pad, [X, list(0, 0, -4, 0, 0, 0)]);
  refuses(layout.pad, [X]);
  refuses(layout.pad, [X, of(6)]);
  refuses(layout.pad, [X, list(1, 2, 3, 4)]);
  refuses(layout.pad, [X, list(1, 2), undefined, of(1)]);
  refuses(layout.pad, [X, list(1, 2), undefined, list(3)]);
});

Deno.test("values are picked by indices: Gather, GatherElements", () => {
  assertEquals(gives(layout.gather, [X, of(5, 6)]), [[5, 6, 3, 4], 360]);
  assertEquals(gives(layout.gather, [X, list(2, -3)], { axis: 1 }), [[2, 2, 4], 16]);
  assertEquals(gives(layout.gather, [X, of()], { axis: -1 }), [[2, 3], 6]);
  assertEquals(gives(layout.gather, [list(5, 6, 7), list(-1, 0)]), [[2], 2, [7, 5]]);
  assertEquals(gives(layout.gather, [list(5, 6, 7), of(2)]), [[2], 2]);
  refuses(layout.gather, [X, list(3)], { axis: 1 });
  refuses(layout.gather, [X, list(-4)], { axis: 1 });
  refuses(layout.gather, [X, list(0)], { axis: 3 });
  refuses(layout.gather, [{ shape: [], integers: [1] }, list(0)]);
  refuses(layout.gather, [X]);
  assertEquals(gives(layout.gatherElements, [X, of(5, 3, 1)]), [[5, 3, 1], 15]);
  refuses(layout.gatherElements, [X, of(5, 3)]);
  refuses(layout.gatherElements, [X, of(5, 3, 1)], { axis: 3 });
  // The default axis is the first, which even a single number has.
  assertEquals(gives(layout.gatherElements, [of(7), of(5)]), [[5], 5]);
});

Deno.test("values are repeated: Expand, Tile", () => {
  assertEquals(gives(layout.expand, [of(3, 1), list(2, 1, 4)]), [[2, 3, 4], 24]);
  assertEquals(gives(layout.expand, [of(1), list(0)]), [[0], 0, []]);
  refuses(layout.expand, [X, list(5)]);
  refuses(layout.expand, [of(1), list(-1)]);
  assertEquals(gives(layout.tile, [X, list(1, 2, 3)]), [[2, 6, 12], 144]);
  assertEquals(gives(layout.tile, [X, list(1, 0, 3)]), [[2, 0, 12], 0]);
  refuses(layout.tile, [X, list(1, 2)]);
  refuses(layout.tile, [X, list(1, 2, -1)]);
});

Deno.test("channels become space, and space channels", () => {
  const [deep, flat] = [of(2, 12, 3, 5), of(2, 3, 6, 10)];
  const depth = gives(layout.depthToSpace, [deep], { blocksize: 2 }, "DepthToSpace");
  assertEquals(depth, [[2, 3, 6, 10], 360]);
  const space = gives(layout.depthToSpace, [flat], { blocksize: 2 }, "SpaceToDepth");
  assertEquals(space, [[2, 12, 3, 5], 360]);
  for (const [value, blocksize] of [[of(2, 3, 6, 9), 2], [of(2, 3, 5, 10), 2], [flat, 0], [X, 1]]) {
    const attributes = { blocksize: blocksize as number };
    refuses(layout.depthToSpace, [value as Value], attributes);
  }
  refuses(layout.depthToSpace, [flat]);
  const uneven = () => gives(layout.depthToSpace, [flat], { blocksize: 2 }, "DepthToSpace");
  assertThrows(uneven, InvalidModel);
});

Deno.test("whole numbers move with the places of small matrices", () => {
  const matrix: Value = { shape: [2, 3], integers: [1, 2, 3, 4, 5, 6] };
  const numbers = (rule: Rule, inputs: Inputs, attributes: Attributes = {}) =>
    gives(rule, inputs, attributes)[2] as number[] | undefined;
  assertEquals(numbers(layout.transpose, [matrix]), [1, 4, 2, 5, 3, 6]);
  assertEquals(numbers(layout.gather, [matrix, list(2, 0)], { axis: 1 }), [3, 1, 6, 4]);
  assertEquals(numbers(layout.gather, [matrix, { shape: [], integers: [1] }]), [4, 5, 6]);
  assertEquals(numbers(layout.slice, [matrix, list(-1), list(-9), list(1), list(-2)]), [
    3,
    1,
    6,
    4,
  ]);
  assertEquals(numbers(layout.concat, [matrix, matrix], { axis: 1 }), [
    1,
    2,
    3,
    1,
    2,
    3,
    4,
    5,
    6,
    4,
    5,
    6,
  ]);
  assertEquals(numbers(layout.concat, [matrix, of(2, 3)]), undefined);
  assertEquals(numbers(layout.tile, [matrix, list(1, 2)])?.slice(0, 6), [1, 2, 3, 1, 2, 3]);
  const column: Value = { shape: [2, 1], integers: [7, 8] };
  assertEquals(numbers(layout.expand, [column, list(2, 2)]), [7, 7, 8, 8]);
  const { outputs } = layout.split(node({ axis: 1 }, "Split", 3), [matrix, undefined]);
  assertEquals(outputs.map(({ integers }) => integers), [[1, 4], [2, 5], [3, 6]]);
  // Too many are not followed, nor through thousands of dimensions.
  const deep: Value = { shape: Array<number>(5_000).fill(1), integers: [7] };
  assertEquals(numbers(layout.transpose, [deep]), undefined);
  assertEquals(numbers(layout.expand, [column, list(2, 33)]), undefined);
});
