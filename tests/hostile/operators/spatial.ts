/**
 * Operators over space, and operators that move values.
 *
 * @module
 */
import { TYPE } from "../../../miner/model/onnx.ts";
import { attr } from "../build.ts";
import type { Attribute, GraphBuilder } from "./graph_builder.ts";
import { each, floating, numeric, type Probe, type Probes, shape } from "./probe.ts";

const wild = (b: GraphBuilder) => b.any(["tame", "nan"] as const);
const image = (b: GraphBuilder, type: number) => b.given(type, [2, 4, 5], wild(b));

const pool = (op: string): Probe => (b) => {
  const type = op === "MaxPool" && b.chance(0.4) ? b.any([TYPE.uint8, TYPE.int8]) : floating(b);
  const attributes = [
    attr.ints("kernel_shape", b.any([[2, 2], [3, 2], [1, 3]])),
    attr.ints("strides", b.any([[1, 1], [2, 2], [1, 3]])),
    ...(b.chance(0.5) ? [attr.ints("pads", b.any([[1, 1, 0, 0], [0, 0, 0, 1]]))] : []),
    ...(b.opset >= 10 && b.chance(0.3) ? [attr.int("ceil_mode", 1)] : []),
    ...(op === "AveragePool" && b.chance(0.4) ? [attr.int("count_include_pad", 1)] : []),
    ...(op === "LpPool" ? [attr.int("p", b.any([1, 2, 3]))] : []),
  ];
  const types = op === "MaxPool" && b.chance(0.4) ? [type, TYPE.int64] : [type];
  return b.any(b.outputs(op, [image(b, type)], types, attributes));
};

const conv = (op: string): Probe => (b) => {
  const type = floating(b);
  const weights = b.fixed(type, op === "Conv" ? [3, 2, 2, 2] : [2, 3, 2, 2], wild(b));
  const bias = b.chance(0.5) ? [b.fixed(type, [3], wild(b))] : [];
  return b.add(op, [image(b, type), weights, ...bias], type, [
    attr.ints("pads", b.any([[0, 0, 0, 0], [1, 1, 1, 1]])),
    attr.ints("strides", b.any([[1, 1], [2, 1]])),
  ]);
};

const MODES = "half_pixel half_pixel_symmetric pytorch_half_pixel align_corners asymmetric " +
  "tf_crop_and_resize tf_half_pixel_for_nn";

const resize: Probe = (b) => {
  const type = b.chance(0.5)
    ? TYPE.float
    : b.any([TYPE.uint8, TYPE.int8, TYPE.int32, TYPE.float16]);
  const mode = b.any(["nearest", "linear", "cubic"]);
  const attributes: Attribute[] = [attr.text("mode", mode)];
  const scales = b.constant(TYPE.float, [4], [
    1,
    1,
    b.any([0.5, 0.6, 1, 1.5, 2, 3.3]),
    b.any([0.4, 2]),
  ]);
  const value = b.given(type, [2, 4, 5], b.any(["tame", "nan", "wild"]));
  if (b.opset < 11) return b.add("Resize", [value, scales], type, attributes);
  const transform = b.any(MODES.split(" "));
  attributes.push(attr.text("coordinate_transformation_mode", transform));
  if (b.chance(0.7)) {
    const ways = ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"];
    attributes.push(attr.text("nearest_mode", b.any(ways)));
  }
  if (b.chance(0.4)) {
    attributes.push(attr.float("extrapolation_value", b.any([0, -1.5, NaN, 1e10])));
  }
  if (mode === "cubic") {
    attributes.push(attr.float("cubic_coeff_a", b.any([-0.75, -0.5, 0, 3])));
    if (b.chance(0.4)) attributes.push(attr.int("exclude_outside", 1));
  }
  if (b.opset >= 18 && b.chance(0.3)) attributes.push(attr.int("antialias", 1));
  if (b.opset >= 18 && b.chance(0.3)) {
    const none = b.constant(TYPE.float, [0], []);
    const sizes = b.integers(b.any([3, 8]), b.any([7, 3]));
    attributes.push(
      attr.ints("axes", [2, 3]),
      attr.text("keep_aspect_ratio_policy", b.any(["not_larger", "not_smaller"])),
    );
    if (transform !== "tf_crop_and_resize") {
      return b.add("Resize", [value, none, none, sizes], type, attributes);
    }
  }
  const region = b.constant(TYPE.float, [8], [
    0,
    0,
    b.any([0, -1, 0.2]),
    0.1,
    1,
    1,
    0.9,
    b.any([1, 2]),
  ]);
  const roi = transform === "tf_crop_and_resize" ? region : b.constant(TYPE.float, [0], []);
  return b.add("Resize", [value, roi, scales], type, attributes);
};

const gather = (op: string): Probe => (b) => {
  const type = numeric(b);
  const kind = b.any([TYPE.int32, TYPE.int64]);
  const value = op === "Gather" ? b.fixed(type, [4, 3]) : b.given(type, [4]);
  const low = b.chance(0.3) ? -4n : 0n;
  const raw = b.given(kind, [5], b.chance(0.2) ? "wild" : "tame");
  const four = b.constant(kind, [1], [b.chance(0.7) ? 4n : 6n]);
  const rest = b.add("Mod", [raw, four], kind);
  const index = b.add("Add", [rest, b.constant(kind, [1], [low])], kind);
  return b.add(op, [value, index], type, [attr.int("axis", op === "Gather" ? 0 : 1)]);
};

const pad: Probe = (b) => {
  const type = numeric(b);
  const mode = b.any(["constant", "reflect", "edge"]);
  const value = b.given(type, [3, 4], "nan");
  const pads = b.any([[0, 1, 0, 0, 0, 2], [0, 0, -1, 0, 1, 2], [0, 2, 2, 0, 2, 2]]);
  if (b.opset < 11) {
    return b.add("Pad", [value], type, [attr.ints("pads", pads), attr.text("mode", mode)]);
  }
  const more = b.chance(0.5) && mode === "constant" ? [b.fixed(type, [])] : [];
  return b.add("Pad", [value, b.integers(...pads), ...more], type, [attr.text("mode", mode)]);
};

const movement = (op: string): Probe => (b) => {
  const type = numeric(b);
  const value = b.given(type, [4, 2, 2]);
  const [ints, int] = [attr.ints, attr.int];
  const block = [
    int("blocksize", 2),
    ...(b.opset >= 11 ? [b.any([attr.text("mode", "CRD"), attr.text("mode", "DCR")])] : []),
  ];
  switch (op) {
    case "DepthToSpace":
      return b.add(op, [value], type, block);
    case "SpaceToDepth":
      return b.add(op, [value], type, [int("blocksize", 2)]);
    case "Transpose":
      return b.add(op, [value], type, [ints("perm", [0, 3, 1, 2])]);
    case "Flatten":
      return b.add(op, [value], type, [int("axis", 1)]);
    case "Reshape":
      return b.reshape(value, [0, -1, 2]);
    case "Tile":
      return b.add(op, [value, b.integers(1, 2, 1, 3)], type);
    case "Expand":
      return b.add(op, [b.given(type, [1, 3]), b.integers(1, 4, 3)], type);
    case "Concat":
      return b.add(op, [value, value], type, [int("axis", 1)]);
    case "Slice":
      return b.opset < 10
        ? b.add(op, [value], type, [
          ints("starts", [1, -1]),
          ints("ends", [3, 99]),
          ints("axes", [1, 2]),
        ])
        : b.add(op, [value, b.integers(-1), b.integers(-9), b.integers(1), b.integers(-1)], type);
    case "Split":
      return b.any(
        b.opset < 13 || b.opset >= 18
          ? b.outputs(op, [value], [type, type], [
            int("axis", 1),
            ...(b.opset >= 18 ? [int("num_outputs", 2)] : []),
          ])
          : b.outputs(op, [value, b.integers(1, 3)], [type, type], [int("axis", 1)]),
      );
    case "Squeeze":
      return b.opset < 13
        ? b.add(op, [b.given(type, [1, 3])], type, [ints("axes", [1])])
        : b.add(op, [b.given(type, [1, 3]), b.integers(1)], type);
    default:
      return b.opset < 13
        ? b.add(op, [value], type, [ints("axes", [1])])
        : b.add(op, [value, b.integers(1)], type);
  }
};

export const SPATIAL: Probes = {
  ...each("MaxPool AveragePool LpPool", pool),
  ...each("GlobalAveragePool GlobalMaxPool GlobalLpPool", (op) => (b) => {
    const type = floating(b);
    return b.add(
      op,
      [image(b, type)],
      type,
      op === "GlobalLpPool" ? [attr.int("p", b.any([1, 2, 3]))] : [],
    );
  }),
  ...each("Conv ConvTranspose", conv),
  Resize: resize,
  ...each("Gather GatherElements", gather),
  Pad: pad,
  ...each(
    "DepthToSpace SpaceToDepth Transpose Flatten Reshape Tile Expand Concat Slice Split Squeeze Unsqueeze",
    movement,
  ),
  Constant: (b) => {
    const made = b.add("Constant", [], TYPE.float, [
      b.opset >= 12
        ? attr.floats("value_floats", [NaN, 1e30, -0])
        : attr.tensor("value", { dims: [3], dataType: 1, floatData: [NaN, 1e30, -0] }),
    ]);
    return b.add("Add", [b.given(TYPE.float, [3]), made], TYPE.float);
  },
  ConstantOfShape: (b) => {
    const made = b.add("ConstantOfShape", [b.integers(3)], TYPE.int32, [
      attr.tensor("value", { dims: [1], dataType: 6, int32Data: [2 ** 31 - 1] }),
    ]);
    return b.add("Add", [b.given(TYPE.int32, shape(b).slice(0, 0).concat(3)), made], TYPE.int32);
  },
};
