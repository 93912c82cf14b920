/**
 * Operators that treat every element alone.
 *
 * @module
 */
import { TYPE } from "../../../miner/model/onnx.ts";
import { attr } from "../build.ts";
import type { GraphBuilder } from "./graph_builder.ts";
import { ALL, FLOATS, INTEGERS } from "./numbers.ts";
import { each, floating, numeric, type Probe, type Probes, shape } from "./probe.ts";

const unary =
  (typeOf: (b: GraphBuilder) => number, ...names: string[]) => (op: string): Probe => (b) => {
    const type = typeOf(b);
    const attributes = names.filter(() => b.chance(0.7))
      .map((name) => attr.float(name, b.any([-2, -0.5, 0, 0.3, 1, 2, NaN, 1e30])));
    return b.add(op, [b.given(type, shape(b))], type, attributes);
  };

const test = (op: string): Probe => (b) => b.add(op, [b.given(floating(b), shape(b))], TYPE.bool);

/** Two inputs, one of which may be a constant, or be broadcast. */
const binary = (result?: number) => (op: string): Probe => (b) => {
  const type = numeric(b);
  const dims = shape(b);
  const left = b.given(type, dims);
  const right = b.chance(0.5)
    ? b.given(type, b.chance(0.7) ? dims : [...dims.slice(0, -1), 1])
    : b.fixed(type, b.any([[], [1], [dims.at(-1)!]]));
  return b.add(op, b.chance(0.5) ? [left, right] : [right, left], result ?? type);
};

/** Divisors of whole numbers are known, or refused. */
const division = (op: string): Probe => (b) => {
  const type = numeric(b);
  if (FLOATS.includes(type)) {
    const dims = shape(b);
    const fmod = op === "Mod" && b.chance(0.7) ? [attr.int("fmod", 1)] : [];
    return b.add(op, [b.given(type, dims), b.given(type, dims)], type, fmod);
  }
  const divisor = b.constant(type, [1], [b.any([2n, 3n, 7n, 64n, 1n, -3n, -2n])]);
  const fmod = op === "Mod" && b.chance(0.3) ? [attr.int("fmod", 1)] : [];
  return b.add(op, [b.given(type, shape(b)), divisor], type, fmod);
};

const logical = (op: string): Probe => (b) => {
  const dims = shape(b);
  const inputs = [b.given(TYPE.bool, dims), b.given(TYPE.bool, dims)];
  return b.add(op, op === "Not" ? inputs.slice(1) : inputs, TYPE.bool);
};

const several = (op: string): Probe => (b) => {
  const type = numeric(b);
  const dims = shape(b);
  const inputs = Array.from({ length: b.between(1, 3) }, () => b.given(type, dims));
  if (b.chance(0.4)) inputs.push(b.fixed(type, b.any([[], [1], [dims.at(-1)!]])));
  return b.add(op, inputs, type);
};

const cast: Probe = (b) => {
  const from = b.any([...FLOATS, TYPE.float, TYPE.float, TYPE.bool, ...INTEGERS]);
  const to = b.any([...FLOATS, TYPE.bool, ...INTEGERS]);
  return b.add("Cast", [b.given(from, shape(b))], to, [attr.int("to", to)]);
};

const castLike: Probe = (b) => {
  const [from, to] = [b.any([...FLOATS, TYPE.bool, ...INTEGERS]), b.any([...FLOATS, ...INTEGERS])];
  return b.add("CastLike", [b.given(from, shape(b)), b.fixed(to, [1])], to);
};

const clip: Probe = (b) => {
  const type = numeric(b);
  const value = b.given(type, shape(b));
  if (b.opset < 11) {
    const bounds = ["min", "max"].filter(() => b.chance(0.7))
      .map((name) => attr.float(name, b.any([-2, 0, 1, NaN, Infinity, 1e30])));
    return b.add("Clip", [value], type, bounds);
  }
  const bound = () => b.chance(0.7) ? b.fixed(type, []) : undefined;
  return b.add("Clip", [value, bound(), bound()], type);
};

const pow: Probe = (b) => {
  const types = [TYPE.float, TYPE.float, TYPE.double, TYPE.int32, TYPE.int64];
  const [base, exponent] = [b.any(types), b.any(types)];
  const dims = shape(b);
  const power = b.chance(0.5)
    ? b.given(exponent, dims)
    : b.constant(exponent, [1], [b.any([0, 1, 2, 3, -1, -2, 31, 40, 63])]);
  return b.add("Pow", [b.given(base, dims), power], base);
};

const where: Probe = (b) => {
  const [type, dims] = [numeric(b), shape(b)];
  return b.add("Where", [b.given(TYPE.bool, dims), b.given(type, dims), b.given(type, dims)], type);
};

export const ELEMENTWISE: Probes = {
  ...each(
    "Relu Elu Sigmoid Tanh Softplus Softsign Mish HardSwish Erf Exp Log Sqrt Floor Ceil Round " +
      "Reciprocal Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh",
    unary(floating),
  ),
  ...each("Abs Neg Sign Relu", unary(numeric)),
  ...each("LeakyRelu Elu Celu ThresholdedRelu", unary(floating, "alpha")),
  ...each("Selu", unary(floating, "alpha", "gamma")),
  ...each("HardSigmoid", unary(floating, "alpha", "beta")),
  ...each("Shrink", unary(numeric, "lambd", "bias")),
  Gelu: (b) =>
    b.add("Gelu", [b.given(floating(b), shape(b), "wild")], TYPE.float, [
      attr.text("approximate", b.any(["none", "tanh"])),
    ]),
  ...each("IsNaN IsInf", test),
  ...each("Add Sub Mul", binary()),
  ...each("PRelu", () => (b) => {
    const [type, dims] = [numeric(b), shape(b)];
    return b.add("PRelu", [b.given(type, dims), b.fixed(type, [dims.at(-1)!])], type);
  }),
  ...each("Greater GreaterOrEqual Less LessOrEqual Equal", binary(TYPE.bool)),
  ...each("Div Mod", division),
  ...each("And Or Xor Not", logical),
  ...each("Max Min Sum Mean", several),
  ...each("Identity Dropout", unary(numeric)),
  Cast: cast,
  CastLike: castLike,
  Clip: clip,
  Pow: pow,
  Where: where,
  Softmax: along("Softmax"),
  LogSoftmax: along("LogSoftmax"),
  Hardmax: along("Hardmax"),
  CumSum: (b) => {
    const [type, dims] = [numeric(b), shape(b)];
    const axis = b.constant(b.any([TYPE.int32, TYPE.int64]), [], [
      BigInt(b.between(1, dims.length)),
    ]);
    const flags = ["exclusive", "reverse"].filter(() => b.chance(0.4)).map((n) => attr.int(n, 1));
    return b.add("CumSum", [b.given(type, dims, "odd"), axis], type, flags);
  },
  Trilu: (b) => {
    const type = numeric(b);
    const k = b.chance(0.7)
      ? [b.constant(TYPE.int64, [], [b.any([0n, 1n, -1n, 5n, -9n, 2n ** 63n - 1n, -(2n ** 63n)])])]
      : [];
    return b.add("Trilu", [b.given(type, [3, 4]), ...k], type, [
      attr.int("upper", b.between(0, 1)),
    ]);
  },
  OneHot: (b) => {
    const [kind, type] = [b.any([TYPE.float, TYPE.int32, TYPE.int64]), b.any([1, 6, 7])];
    const depth = b.chance(0.3)
      ? b.constant(TYPE.float, [], [4])
      : b.constant(b.any([TYPE.int64, TYPE.int64, TYPE.int32]), [], [4n]);
    return b.add("OneHot", [b.given(kind, [5]), depth, b.fixed(type, [2])], type);
  },
  Range: (b) => {
    const type = b.any([TYPE.int32, TYPE.int64, ALL.int16]);
    const range = b.add("Range", [0, 8, 2].map((n) => b.constant(type, [], [BigInt(n)])), type);
    return b.add("Add", [b.given(type, [4]), range], type);
  },
};

function along(op: string): Probe {
  return (b) => {
    const [type, dims] = [floating(b), shape(b)];
    const axis = b.chance(0.7) ? [attr.int("axis", b.any([-1, 1, dims.length]))] : [];
    return b.add(op, [b.given(type, dims, b.any(["odd", "wild"]))], type, axis);
  };
}
