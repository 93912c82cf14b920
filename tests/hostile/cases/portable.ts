import { attr, type Case, changed, floats, inserted, integers, node } from "../build.ts";
import { tensor } from "../operators/numbers.ts";

const to = (type: number) => [attr.int("to", type)];
const [FLOAT, UINT8, INT32, INT64, STRING, DOUBLE] = [1, 2, 6, 7, 8, 11];
const far = floats("far", [1], [1e10]);
const zero = floats("zero", [1], [0]);
const one = floats("one", [], [1]);

/** `flat`, but NaN where it is zero. */
const nan = [
  node("Mul", ["flat", "zero"], ["nothing"]),
  node("Div", ["nothing", "flat"], ["none"]),
  node("Add", ["flat", "none"], ["odd"]),
];

const ordered = (name: string, nodes: ReturnType<typeof node>[], more = [zero]) =>
  inserted(name, "output", [...nan, ...nodes], more, { runs: true });

/** Large numbers to a type of whole numbers, and what their sign is. */
const castTo = (name: string, type: number, by = far): Case =>
  inserted(name, undefined, [
    node("Mul", ["flat", by.name!], ["large"]),
    node("Cast", ["large"], ["whole"], to(type)),
    node("Cast", ["whole"], ["again"], to(FLOAT)),
    node("Sign", ["again"], ["x"]),
  ], [by]);

const whole = node("Cast", ["flat"], ["whole"], to(INT64));
const image = node("Reshape", ["flat", "image"], ["i"]);
const imageShape = integers("image", [0, 1, 2, 2]);
const flatten = node("Flatten", ["o"], ["x"]);

/** Where engines and processors disagree: fixed, and the same for both, or refused. */
export const PORTABLE_CASES: Case[] = [
  castTo("cast-beyond-int32", INT32),
  castTo("cast-beyond-int64", INT64, floats("far", [1], [1e30])),
  castTo("cast-beyond-uint8", UINT8),
  castTo("cast-below-uint8", UINT8, floats("far", [1], [-1e10])),
  inserted("cast-of-nan", undefined, [
    ...nan,
    node("Cast", ["odd"], ["whole"], to(INT64)),
    node("Cast", ["whole"], ["x"], to(FLOAT)),
  ], [zero]),
  inserted("cast-of-a-double", undefined, [
    node("Cast", ["flat"], ["wide"], to(DOUBLE)),
    node("Mul", ["wide", "farther"], ["large"]),
    node("Cast", ["large"], ["whole"], to(INT32)),
    node("Cast", ["whole"], ["x"], to(FLOAT)),
  ], [tensor("farther", DOUBLE, [1], [1e300])]),
  changed("cast-in-opset-8", undefined, (graph, model) => {
    model.opsetImport![0]!.version = 8;
    graph.node!.splice(
      1,
      0,
      node("Mul", ["flat", "far"], ["large"]),
      node("Cast", ["large"], ["whole"], to(INT32)),
      node("Cast", ["whole"], ["x"], to(FLOAT)),
    );
    graph.node!.at(-1)!.input![0] = "x";
    graph.initializer!.push(far);
  }),
  inserted("one-hot-of-floats-far-away", undefined, [
    node("Mul", ["flat", "far"], ["large"]),
    node("OneHot", ["large", "depth", "ends"], ["hot"]),
    node("ReduceSum", ["hot", "last"], ["x"], [attr.int("keepdims", 0)]),
  ], [far, integers("depth", [3]), floats("ends", [2], [0, 1]), integers("last", [2])]),
  inserted("dynamic-quantization-of-infinity", undefined, [
    node("Div", ["flat", "zero"], ["large"]),
    node("DynamicQuantizeLinear", ["large"], ["bytes", "scale", "point"]),
    node("Cast", ["bytes"], ["x"], to(FLOAT)),
  ], [zero]),
  inserted("largest-in-any-order", undefined, [
    node("TopK", ["flat", "two"], ["values", "places"], [attr.int("sorted", 0)]),
    node("Concat", ["values", "values"], ["x"], [attr.int("axis", 1)]),
  ], [integers("two", [2])]),
  ordered("nan-in-front-of-a-pool", [
    node("Reshape", ["odd", "image"], ["i"]),
    node("MaxPool", ["i"], ["o"], [attr.ints("kernel_shape", [2, 2])]),
    node("Mul", ["i", "o"], ["s"]),
    node("IsNaN", ["s"], ["q"]),
    node("Cast", ["q"], ["r"], to(FLOAT)),
    node("Flatten", ["r"], ["x"]),
  ], [zero, imageShape]),
  ordered("nan-in-front-of-a-maximum", [
    node("ReduceMax", ["odd"], ["most"], [attr.ints("axes", [1])]),
    node("Equal", ["flat", "most"], ["found"]),
    node("Cast", ["found"], ["x"], to(FLOAT)),
  ]),
  ordered("nan-among-the-largest", [
    node("TopK", ["odd", "four"], ["values", "places"]),
    node("Cast", ["places"], ["x"], to(FLOAT)),
  ], [zero, integers("four", [4])]),
  ordered("nan-in-front-of-hardmax", [node("Hardmax", ["odd"], ["x"])]),
  ordered("nan-in-front-of-quantization", [
    node("QuantizeLinear", ["odd", "one"], ["bytes"]),
    node("Cast", ["bytes"], ["x"], to(FLOAT)),
  ], [zero, one]),
  inserted(
    "power-of-whole-numbers",
    "operator",
    [
      whole,
      node("Pow", ["whole", "whole"], ["power"]),
      node("Cast", ["power"], ["x"], to(FLOAT)),
    ],
    [],
    { says: "whole numbers to a power" },
  ),
  inserted(
    "whole-numbers-shrunk",
    "operator",
    [
      whole,
      node("Shrink", ["whole"], ["less"]),
      node("Cast", ["less"], ["x"], to(FLOAT)),
    ],
    [],
    { says: "shrinks whole numbers" },
  ),
  inserted(
    "logarithm-of-whole-numbers",
    "operator",
    [
      whole,
      node("ReduceLogSumExp", ["whole"], ["less"], [attr.ints("axes", [1])]),
      node("Cast", ["less"], ["narrow"], to(FLOAT)),
      node("Add", ["flat", "narrow"], ["x"]),
    ],
    [],
    { says: "logarithm of whole numbers" },
  ),
  inserted(
    "bytes-resized-by-curves",
    "operator",
    [
      image,
      node("Cast", ["i"], ["bytes"], to(UINT8)),
      node("Resize", ["bytes", "", "scales"], ["larger"], [attr.text("mode", "cubic")]),
      node("Cast", ["larger"], ["wide"], to(FLOAT)),
      node("GlobalAveragePool", ["wide"], ["o"]),
      node("Add", ["i", "o"], ["s"]),
      node("Flatten", ["s"], ["x"]),
    ],
    [imageShape, floats("scales", [4], [1, 1, 2, 2])],
    { says: "beyond their range" },
  ),
  inserted(
    "quantized-by-zero",
    "operator",
    [
      node("QuantizeLinear", ["flat", "nothing"], ["bytes"]),
      node("Cast", ["bytes"], ["x"], to(FLOAT)),
    ],
    [floats("nothing", [], [0])],
    { says: "has a scale" },
  ),
  inserted(
    "cast-to-text",
    "operator",
    [
      node("Cast", ["flat"], ["text"], to(STRING)),
      node("Cast", ["text"], ["x"], to(FLOAT)),
    ],
    [],
    { says: "text" },
  ),
  inserted(
    "infinite-kernel",
    "initializer",
    [image, node("Conv", ["i", "kernel"], ["o"]), flatten],
    [imageShape, floats("kernel", [1, 1, 1, 1], [Infinity])],
    { says: "not finite" },
  ),
  inserted(
    "kernel-made-infinite-by-a-normalization",
    "initializer",
    [
      image,
      node("Conv", ["i", "kernel"], ["c"]),
      node("BatchNormalization", ["c", "scale", "mean", "mean", "variance"], ["o"]),
      flatten,
    ],
    [
      imageShape,
      floats("kernel", [1, 1, 1, 1], [1]),
      floats("scale", [1], [1]),
      floats("mean", [1], [0]),
      floats("variance", [1], [-1]),
    ],
    { says: "not finite" },
  ),
];
