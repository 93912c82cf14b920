/**
 * Operators that make values without input.
 *
 * @module
 */
import { attribute, dimsOf, integer, integersOf, product, TYPE } from "../onnx.ts";
import { known } from "./layout.ts";
import { type Rule, shown, wrong } from "./rule.ts";
import { valueOf } from "./value_of.ts";
import { filled } from "./whole_numbers.ts";

export const constant: Rule = (node) => {
  const tensor = attribute(node, "value")?.t;
  if (tensor) return { outputs: [valueOf(tensor)], work: 0 };
  const { int64: type, float } = TYPE;
  const one = attribute(node, "value_int");
  if (one) return { outputs: [{ shape: [], type, integers: [integer(one.i)] }], work: 0 };
  const many = attribute(node, "value_ints");
  if (many) {
    const integers = (many.ints ?? []).map(integer);
    return { outputs: [{ shape: [integers.length], type, integers }], work: 0 };
  }
  const number = attribute(node, "value_float");
  if (number) {
    return { outputs: [{ shape: [], type: float, floats: [Math.fround(number.f ?? 0)] }], work: 0 };
  }
  const floats = attribute(node, "value_floats")?.floats;
  if (floats) return { outputs: [{ shape: [floats.length], type: float }], work: 0 };
  throw wrong(node, "has no numeric value");
};

/** One number everywhere; without `value` that is a float zero. */
export const constantOfShape: Rule = (node, inputs) => {
  const shape = known(node, inputs, 0, "a shape");
  if (shape.some((dim) => !(dim >= 0))) throw wrong(node, `makes ${shown(shape)}`);
  const count = product(shape);
  const tensor = attribute(node, "value")?.t;
  if (tensor && product(dimsOf(tensor)) !== 1) throw wrong(node, "has more than one value");
  const [number] = (tensor && integersOf(tensor)) ?? [];
  return {
    outputs: [{
      shape,
      type: tensor?.dataType ?? TYPE.float,
      integers: number === undefined ? undefined : filled(shape, () => number),
    }],
    work: count,
  };
};
