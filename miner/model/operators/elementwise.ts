/**
 * Operators that treat every element separately. Small whole numbers are also computed: exporters
 * build the shape of a Reshape from them.
 *
 * @module
 */
import { integerAttribute, type NodeProto, product, TYPE } from "../onnx.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import {
  at,
  broadcast,
  gives,
  MOST_INTEGERS,
  type Rule,
  type Shape,
  type Value,
  wrong,
} from "./rule.ts";

/** One input of weight, an output of its shape. */
export const same: Rule = (node, inputs) => gives(at(node, inputs, 0).shape);

/** The result is the input. A Dropout in training mode would draw random numbers. */
export const identity: Rule = (node, inputs) => {
  const value = at(node, inputs, 0);
  if (node.opType === "Dropout" && inputs[2] !== undefined) throw trains(node);
  return { outputs: [{ ...value }, { shape: value.shape }], work: product(value.shape) };
};

/** In training it would normalise by the other samples of the batch. */
export const batchNormalization: Rule = (node, inputs) => {
  if (integerAttribute(node, "training_mode", 0) !== 0) throw trains(node);
  return gives(at(node, inputs, 0).shape);
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
  const { shape, integers } = at(node, inputs, 0);
  const to = node.opType === "CastLike" ? inputs[1]?.type : integerAttribute(node, "to", 0);
  const kept = to === TYPE.int64 || (to === TYPE.int32 && integers?.every((n) => (n | 0) === n));
  return {
    outputs: [{ shape, integers: kept ? integers : undefined }],
    work: product(shape),
  };
};

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
  return elementwise(fold)(node, inputs);
};

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

function folded(
  values: Value[],
  shape: Shape,
  fold: Fold,
): number[] | undefined {
  const length = product(shape);
  // Lists and single numbers only: shapes are not matrices.
  if (length > MOST_INTEGERS || shape.length > 1) return undefined;
  const result: number[] = [];
  for (let i = 0; i < length; i++) {
    const operands = values.map(({ integers }) => integers?.[integers.length === 1 ? 0 : i]);
    if (operands.some((operand) => operand === undefined)) return undefined;
    const number = fold(...operands as number[]);
    if (!Number.isSafeInteger(number)) return undefined;
    result.push(number);
  }
  return result;
}
