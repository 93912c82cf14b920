/**
 * Operators that an engine makes one of.
 *
 * @module
 */
import { TYPE } from "../../../miner/model/onnx.ts";
import { attr } from "../build.ts";
import type { GraphBuilder, Ref } from "./graph_builder.ts";
import type { Probes } from "./probe.ts";

const { float } = TYPE;
const kind = (b: GraphBuilder) => b.any(["tame", "nan", "nan"] as const);
const number = (b: GraphBuilder, value: number) => b.constant(float, [], [value]);

function activated(b: GraphBuilder, value: Ref): Ref {
  const op = b.any("Relu LeakyRelu Sigmoid Tanh HardSigmoid Clip Softmax MaxPool Elu".split(" "));
  if (op === "MaxPool") {
    const flat = b.reshape(value, [0, 1, -1]);
    return b.add(op, [b.add("Relu", [flat], float)], float, [attr.ints("kernel_shape", [2])]);
  }
  if (op !== "Clip") return b.add(op, [value], float);
  if (b.opset < 11) return b.add(op, [value], float, [attr.float("min", 0), attr.float("max", 6)]);
  return b.add(op, [value, number(b, 0), number(b, 6)], float);
}

function convolved(b: GraphBuilder): Ref {
  const weights = b.fixed(float, [8, 2, 2, 2], "tame");
  const value = b.add("Conv", [b.given(float, [2, 4, 5], kind(b)), weights], float, [
    attr.ints("pads", b.any([[0, 0, 0, 0], [1, 1, 1, 1]])),
  ]);
  if (b.chance(0.5)) return value;
  const channels = Array.from({ length: 4 }, () => b.fixed(float, [8], kind(b)));
  return b.add("BatchNormalization", [value, ...channels], float);
}

/** A value that was made bytes of, and numbers again. */
function rounded(b: GraphBuilder, value: Ref, scale: number): Ref {
  const [by, zero] = [number(b, scale), b.fixed(TYPE.uint8, [])];
  const bytes = b.add("QuantizeLinear", [value, by, zero], TYPE.uint8);
  return b.add("DequantizeLinear", [bytes, by, zero], float);
}

export const FUSIONS: Probes = {
  "Conv, activation": (b) => activated(b, convolved(b)),
  "Gemm, activation": (b) =>
    activated(
      b,
      b.add("Gemm", [
        b.given(float, [5], kind(b)),
        b.fixed(float, [5, 7], "tame"),
        b.fixed(float, [7], kind(b)),
      ], float),
    ),
  "MatMul, Add, activation": (b) => {
    const made = b.add(
      "MatMul",
      [b.given(float, [3, 5], kind(b)), b.fixed(float, [5, 7], kind(b))],
      float,
    );
    return activated(b, b.add("Add", [made, b.fixed(float, [7], kind(b))], float));
  },
  "Gelu of parts": (b) => {
    const value = b.given(float, [19], "wild");
    const erf = b.add("Erf", [b.add("Div", [value, number(b, Math.SQRT2)], float)], float);
    const half = b.add("Mul", [value, b.add("Add", [erf, number(b, 1)], float)], float);
    return b.add("Mul", [half, number(b, 0.5)], float);
  },
  "LayerNormalization of parts": (b) => {
    const value = b.given(float, [3, 6], kind(b));
    const last = [attr.ints("axes", [-1])];
    const mean = (of: Ref) =>
      b.opset < 18
        ? b.add("ReduceMean", [of], float, last)
        : b.add("ReduceMean", [of, b.integers(-1)], float);
    const centred = b.add("Sub", [value, mean(value)], float);
    const variance = mean(b.add("Pow", [centred, number(b, 2)], float));
    const deviation = b.add("Sqrt", [b.add("Add", [variance, number(b, 1e-5)], float)], float);
    const normal = b.add("Div", [centred, deviation], float);
    const scaled = b.add("Mul", [normal, b.fixed(float, [6], "tame")], float);
    return b.add("Add", [scaled, b.fixed(float, [6], "tame")], float);
  },
  "quantized Conv of parts": (b) => {
    const value = rounded(b, b.given(float, [2, 4, 5], kind(b)), 0.25);
    const bytes = b.fixed(TYPE.int8, [3, 2, 2, 2]);
    const weights = b.add(
      "DequantizeLinear",
      [bytes, number(b, 0.5), b.fixed(TYPE.int8, [])],
      float,
    );
    const made = b.add("Conv", [value, weights], float);
    return rounded(b, b.chance(0.5) ? b.add("Relu", [made], float) : made, b.any([0.5, 4]));
  },
  "dynamically quantized MatMul of parts": (b) => {
    const [bytes, scale, zero] = b.outputs(
      "DynamicQuantizeLinear",
      [b.given(float, [19], b.any(["tame", "nan", "wild"]))],
      [TYPE.uint8, float, TYPE.uint8],
    );
    const weights = b.fixed(b.any([TYPE.uint8, TYPE.int8]), [19, 7]);
    const zeros = [zero, b.fixed(weights.type, [])];
    const made = b.add("MatMulInteger", [bytes, weights, ...zeros], TYPE.int32);
    const cast = b.add("Cast", [made], float, [attr.int("to", float)]);
    const by = b.add("Mul", [scale, b.constant(float, [1], [0.01])], float);
    return b.add("Mul", [cast, by], float);
  },
};
