import { assertEquals, assertThrows } from "@std/assert";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { type NodeProto, TYPE } from "../onnx.ts";
import { attention } from "./attention.ts";
import type { Shape, Value } from "./rule.ts";

const node = (attributes: Record<string, number> = {}, output = ["y"]): NodeProto => ({
  opType: "Attention",
  output,
  attribute: Object.entries(attributes).map(([name, i]) => ({ name, i })),
});
const value = (shape: Shape | undefined, type: number = TYPE.float): Value | undefined =>
  shape && { shape, type };
const attends = (shapes: (Shape | undefined)[], attributes: Record<string, number> = {}) =>
  attention(node(attributes), shapes.map((shape) => value(shape)));
const refuses = (shapes: (Shape | undefined)[], attributes: Record<string, number> = {}): void => {
  assertThrows(() => attends(shapes, attributes), InvalidModel, undefined, JSON.stringify(shapes));
};

const [Q, K, V] = [[2, 6, 4, 8], [2, 3, 5, 8], [2, 3, 5, 7]] as const;
const FOUR: Shape[] = [[...Q], [...K], [...V]];
const FLAT: Shape[] = [[2, 4, 48], [2, 5, 24], [2, 5, 21]];
const HEADS = { q_num_heads: 6, kv_num_heads: 3 };

Deno.test("heads share keys and values; the engine's weights are counted as values", () => {
  const { outputs, work } = attends(FOUR);
  assertEquals(outputs.map(({ shape }) => shape), [[2, 6, 4, 7], [...K], [...V], [2, 6, 4, 5]]);
  assertEquals(work, 2 * 6 * 4 * 5 * (8 + 7));
  const flat = attends(FLAT, HEADS);
  assertEquals([flat.outputs[0]!.shape, flat.work], [[2, 4, 42], work]);
});

Deno.test("queries, keys and values that do not match are refused", () => {
  refuses([[...Q], [...K]]);
  refuses([[...Q], [3, 3, 5, 8], [...V]]);
  refuses([[...Q], [2, 4, 5, 8], [2, 4, 5, 7]]);
  refuses([[...Q], [2, 3, 5, 9], [...V]]);
  refuses([[...Q], [...K], [2, 3, 6, 7]]);
  refuses([[2, 48], [2, 24], [2, 21]]);
  refuses(FLAT);
  refuses(FLAT, { ...HEADS, q_num_heads: 7 });
  refuses(FLAT, { ...HEADS, kv_num_heads: 0 });
});

Deno.test("a mask is broadcast to the weights", () => {
  for (const mask of [[4, 5], [1, 5], [6, 4, 5], [2, 1, 1, 5]]) attends([...FOUR, mask]);
  for (const mask of [[5], [4, 1], [4, 4], [5, 4, 5], [1, 2, 6, 4, 5]]) refuses([...FOUR, mask]);
  const masked = (type: number) =>
    attention(node(), [...FOUR.map((shape) => value(shape)), value([4, 5], type)]);
  masked(TYPE.bool);
  assertThrows(() => masked(TYPE.int64), InvalidModel);
});

Deno.test("earlier keys and values, further outputs and other types are refused", () => {
  refuses([...FOUR, undefined, [2, 3, 1, 8], [2, 3, 1, 7]]);
  refuses([...FOUR, undefined, undefined, undefined, [2]]);
  const given = FOUR.map((shape) => value(shape));
  attention(node({}, ["y", "", ""]), given);
  assertThrows(() => attention(node({}, ["y", "present"]), given), InvalidModel);
  const half = FOUR.map((shape) => value(shape, TYPE.float16));
  assertThrows(() => attention(node(), half), InvalidModel);
});
