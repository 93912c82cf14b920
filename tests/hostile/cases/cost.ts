import { attr, type Case, changed, floats, inserted, integers, node } from "../build.ts";

const SUM = [
  node("ReduceSum", ["many"], ["sum"], [attr.int("keepdims", 0)]),
  node("Add", ["flat", "sum"], ["x"]),
];
/** A model that makes a huge value out of a few bytes. */
const bomb = (
  name: string,
  nodes: Parameters<typeof inserted>[2],
  initializers: Parameters<typeof inserted>[3] = [],
  more: Partial<Case> = {},
): Case => inserted(name, "multiply-adds", [...nodes, ...SUM], initializers, more);

/** Models that cost more than the spec allows, some of them by a few bytes. */
export const COST_CASES: Case[] = [
  inserted(
    "dimensions-that-double",
    "graph",
    Array.from({ length: 26 }, (_, i) => {
      const from = i === 0 ? "zero" : `g${i}`;
      return node("Gather", [from, from], [`g${i + 1}`]);
    }),
    [integers("zero", [0], [1, 1])],
    { last: "flat", says: "more than 16 dimensions" },
  ),
  changed("a-tensor-of-many-dimensions", "initializer", (graph) => {
    graph.initializer!.push(integers("deep", [0], Array(100_000).fill(1)));
  }),
  inserted("a-response-to-forty-million-channels", "multiply-adds", [
    node("LRN", ["samples"], ["y"], [attr.int("size", 40_000_001)]),
    node("Flatten", ["y"], ["x"]),
  ]),
  inserted(
    "nine-thousand-addends",
    "multiply-adds",
    Array.from(
      { length: 3 },
      (_, i) =>
        node("Sum", Array(9_000).fill(i === 0 ? "flat" : `s${i}`), [i === 2 ? "x" : `s${i + 1}`]),
    ),
  ),
  changed("a-batch-of-six-million", "memory", (graph) => {
    graph.input![0]!.type!.tensorType!.shape!.dim![0] = { dimValue: 6_000_000 };
  }),
  changed("one-parameter-too-many", "parameters", () => {}, { limits: { parameters: 14 } }),
  changed("as-many-parameters-as-allowed", undefined, () => {}, { limits: { parameters: 15 } }),
  inserted("parameters-in-attributes", "parameters", [
    node("Constant", [], ["c"], [attr.floats("value_floats", Array(20_000).fill(1))]),
    node("Identity", ["flat"], ["x"]),
  ]),
  changed("one-multiply-add-too-many", "multiply-adds", () => {}, { limits: { multiplyAdds: 15 } }),
  changed("as-many-multiply-adds-as-allowed", undefined, () => {}, {
    limits: { multiplyAdds: 16 },
  }),
  bomb("constant-of-shape-bomb", [
    node("ConstantOfShape", ["size"], ["many"]),
  ], [integers("size", [2 ** 16, 2 ** 16])]),
  bomb("constant-of-shape-bomb-of-2-to-the-62", [
    node("ConstantOfShape", ["size"], ["many"]),
  ], [integers("size", [2 ** 31, 2 ** 31])]),
  bomb("expand-bomb", [
    node("Expand", ["one", "size"], ["many"]),
  ], [floats("one", [1], [1]), integers("size", [2 ** 32])]),
  bomb("tile-bomb", [
    node("Tile", ["flat", "repeats"], ["many"]),
  ], [integers("repeats", [1, 2 ** 30])]),
  bomb("range-bomb", [
    node("Range", ["from", "to", "by"], ["whole"]),
    node("Cast", ["whole"], ["many"], [attr.int("to", 1)]),
  ], [integers("from", [0], []), integers("to", [4e9], []), integers("by", [1], [])]),
  bomb("pad-bomb", [
    node("Pad", ["flat", "pads"], ["many"]),
  ], [integers("pads", [0, 0, 0, 2 ** 31])]),
  bomb("resize-bomb", [
    node("Resize", ["samples", "", "scales"], ["many"]),
  ], [floats("scales", [4], [1, 1, 40_000, 40_000])]),
  bomb("one-hot-bomb", [
    node("Cast", ["flat"], ["whole"], [attr.int("to", 7)]),
    node("OneHot", ["whole", "depth", "values"], ["many"]),
  ], [integers("depth", [2 ** 31], []), floats("values", [2], [0, 1])]),
  bomb("doubling-bomb", [
    ...Array.from({ length: 40 }, (_, i) => {
      const from = i === 0 ? "flat" : `d${i}`;
      return node("Concat", [from, from], [`d${i + 1}`], [attr.int("axis", 1)]);
    }),
    node("Identity", ["d40"], ["many"]),
  ]),
  bomb("padded-convolution-bomb", [
    node("Conv", ["samples", "kernel"], ["many"], [attr.ints("pads", [1e5, 1e5, 1e5, 1e5])]),
  ], [floats("kernel", [1, 1, 1, 1], [1])]),
  bomb("transposed-convolution-bomb", [
    node("ConvTranspose", ["samples", "kernel"], ["many"], [attr.ints("strides", [1e5, 1e5])]),
  ], [floats("kernel", [1, 1, 1, 1], [1])]),
  inserted(
    "memory-where-work-is-allowed",
    "memory",
    [
      node("ConstantOfShape", ["size"], ["many"]),
      ...SUM,
    ],
    [integers("size", [2 ** 27])],
    { limits: { multiplyAdds: 1e12 } },
  ),
  changed("fixed-batch-of-a-billion", "memory", (graph) => {
    graph.input![0]!.type!.tensorType!.shape!.dim![0] = { dimValue: 1e9 };
  }),
];
