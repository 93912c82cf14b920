/**
 * Operators that treat every element separately. Small whole numbers are also computed: exporters
 * build the shape of a Reshape from them.
 *
 * @module
 */
import { integerAttribute, MOST_FLOATS, type NodeProto, product, TYPE } from "../onnx.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { at, axisOf, broadcast, gives, type Rule, type Shape, type Value, wrong } from "./rule.ts";
import { filled, holds, wholeAt } from "./whole_numbers.ts";

/** One input of weight, an output of its shape. */
export const same: Rule = (node, inputs) => gives(at(node, inputs, 0).shape);

/** The result is the input. A Dropout in training mode would draw random numbers. */
export const identity: Rule = (node, inputs) => {
  const value = at(node, inputs, 0);
  const mode = inputs[2];
  if (node.opType === "Dropout" && mode && String(mode.integers) !== "0") throw trains(node);
  return { outputs: [{ ...value }, { shape: value.shape }], work: product(value.shape) };
};

/**
 * In training it would normalise by the other samples of the batch; before opset 14 it trains if its
 * further outputs are named.
 */
export const batchNormalization: Rule = (node, inputs) => {
  const trained = (node.output ?? []).slice(1).some((name) => name !== "");
  if (trained || integerAttribute(node, "training_mode", 0) !== 0) throw trains(node);
  return gives(at(node, inputs, 0).shape);
};

/** It also gives the mean and the inverse deviation of what it normalised, from an axis on. */
export const layerNormalization: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const first = axisOf(node, integerAttribute(node, "axis", -1), shape.length);
  const moments = { shape: shape.map((dim, i) => (i < first ? dim : 1)) };
  return { outputs: [{ shape }, moments, moments], work: product(shape) };
};

function trains(node: NodeProto): InvalidModel {
  return new InvalidModel(
    "operator",
    `its ${node.opType} node is in training mode`,
    { kind: "evaluation-mode" },
  );
}

/** Whole numbers survive a cast to a type that can represent them. */
export const cast: Rule = (node, inputs) => {
  const { shape, integers, floats } = at(node, inputs, 0);
  const to = node.opType === "CastLike" ? inputs[1]?.type : integerAttribute(node, "to", 0);
  const work = product(shape);
  if (to === TYPE.bool) {
    return { outputs: [{ shape, integers: integers?.map((n) => Number(n !== 0)) }], work };
  }
  if (to === TYPE.float) {
    return { outputs: [{ shape, floats: asFloats(integers) ?? floats }], work };
  }
  // The ends of int64 are infinite here, and stay the ends.
  const kept = to === TYPE.int64 || integers?.every((n) => holds(to ?? 0, n));
  return { outputs: [{ shape, integers: kept ? integers : undefined }], work };
};

function asFloats(integers: number[] | undefined): number[] | undefined {
  const few = integers && integers.length <= MOST_FLOATS && integers.every(Number.isSafeInteger);
  return few ? integers.map(Math.fround) : undefined;
}

/** A function of as many numbers as the operator has inputs. */
type Fold = (...values: number[]) => number;

/** Several inputs, broadcast. `fold` computes whole numbers, if they are known. */
export const elementwise = (fold?: Fold): Rule => (node, inputs) => {
  const present = inputs.filter((value) => value !== undefined);
  if (present.length === 0) throw wrong(node, "has no input");
  const shape = broadcast(node, present.map((value) => value.shape));
  const integers = fold && folded(present, shape, fold);
  return { outputs: [{ shape, integers }], work: product(shape) };
};

/** The same for inputs that must have one type. */
export const arithmetic = (fold?: Fold): Rule => (node, inputs) => {
  const types = new Set(inputs.map((value) => value?.type).filter((type) => type !== undefined));
  if (types.size > 1) throw wrong(node, `mixes the types ${[...types].join(" and ")}`);
  const inferred = elementwise(fold)(node, inputs);
  return { ...inferred, work: inferred.work * Math.max(1, inputs.length - 1) };
};

/** Each value takes those of as many channels as the node says, which the engine pads with zeros. */
export const localResponse: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const size = integerAttribute(node, "size", 0);
  if (!(size >= 1)) throw wrong(node, `looks at ${size} channels`);
  return { outputs: [{ shape }], work: product(shape) * size };
};

/** The same for one input, as many outputs as it has. */
export const single = (fold: (a: number) => number): Rule => (node, inputs) =>
  elementwise((a = NaN) => fold(a))(node, [at(node, inputs, 0)]);

/** Two inputs; infinities stand for the ends of int64, and those need not be the same number. */
export const comparison = (holds: (a: number, b: number) => boolean): Rule =>
  arithmetic((a = NaN, b = NaN) =>
    Number.isFinite(a) && Number.isFinite(b) ? Number(holds(a, b)) : NaN
  );

/**
 * Div and Mod. A processor stops a program that divides a whole number by zero, or the smallest one
 * by −1, so divisors of whole numbers must be known, and neither of them.
 */
export const division = (fold?: Fold): Rule => (node, inputs) => {
  const [dividend, divisor] = [at(node, inputs, 0), at(node, inputs, 1)];
  const type = divisor.type ?? dividend.type;
  const whole = type !== TYPE.float && type !== TYPE.float16 && type !== TYPE.double;
  if (whole && !divisor.integers?.every((n) => n !== 0 && n !== -1)) {
    throw wrong(node, "divides whole numbers by a value that may be zero");
  }
  return arithmetic(fold)(node, inputs);
};

/**
 * The modulus has the divisor's sign, or with `fmod` the dividend's. `fmod` of whole numbers is
 * C's remainder.
 */
export const modulo: Rule = (node, inputs) => {
  const fmod = integerAttribute(node, "fmod", 0) !== 0;
  return division((a = NaN, b = NaN) => fmod ? a % b : ((a % b) + b) % b)(node, inputs);
};

function folded(values: Value[], shape: Shape, fold: Fold): number[] | undefined {
  if (values.some(({ integers }) => integers === undefined)) return undefined;
  const type = values.at(-1)?.type;
  return filled(shape, (place) => {
    const operands = values.map((value) => wholeAt(value, place));
    if (!operands.every((operand) => operand !== undefined)) return undefined;
    // A remainder of zero may have a sign.
    const number = fold(...operands) + 0;
    return holds(type, number) ? number : undefined;
  });
}
