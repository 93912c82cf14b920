/**
 * Matrix products.
 *
 * @module
 */
import { integerAttribute, type NodeProto, product } from "../onnx.ts";
import {
  at,
  broadcast,
  hasRank,
  type Inferred,
  type Rule,
  type Shape,
  shown,
  wrong,
} from "./rule.ts";
import { einsumTerms, equationOf } from "./einsum_terms.ts";
import { zip } from "../../../protocol/zip.ts";
import { short } from "../../../protocol/score/verdict.ts";

/** Of an Einsum: no model names more than a few dozen axes. */
const LONGEST_EQUATION = 1_000;
/** And of its inputs: there are 52 letters. */
const MOST_AXES = 52;

export const gemm: Rule = (node, inputs) => {
  const [a, b] = [at(node, inputs, 0), at(node, inputs, 1)];
  const turn = (shape: Shape, flag: string) =>
    integerAttribute(node, flag, 0) !== 0 ? [...shape].reverse() : shape;
  const [left, right] = [turn(a.shape, "transA"), turn(b.shape, "transB")];
  if (!hasRank(left, 2) || !hasRank(right, 2) || left[1] !== right[0]) {
    throw wrong(node, `multiplies ${shown(a.shape)} by ${shown(b.shape)}`);
  }
  const out = [left[0], right[1]];
  const added = inputs[2]?.shape;
  if (added && String(broadcast(node, [added, out])) !== String(out)) {
    throw wrong(node, `adds ${shown(added)} to ${shown(out)}`);
  }
  sameType(node, a.type, b.type);
  return { outputs: [{ shape: out }], work: product(out) * left[1] };
};

/** MatMul and MatMulInteger: input, weights. */
export const matMul: Rule = (node, inputs) => {
  const [a, b] = [at(node, inputs, 0), at(node, inputs, 1)];
  if (node.opType === "MatMul") sameType(node, a.type, b.type);
  return multiplied(node, a.shape, b.shape);
};

/** Its inputs are a, scale, zero point, b, scale, zero point, scale, zero point. */
export const quantizedMatMul: Rule = (node, inputs) =>
  multiplied(node, at(node, inputs, 0).shape, at(node, inputs, 3).shape);

function multiplied(node: NodeProto, a: Shape, b: Shape): Inferred {
  const [left, right] = [a.length === 1 ? [1, ...a] : a, b.length === 1 ? [...b, 1] : b];
  const [rows, inner] = left.slice(-2);
  const [same, columns] = right.slice(-2);
  if (rows === undefined || inner === undefined || columns === undefined || inner !== same) {
    throw wrong(node, `multiplies ${shown(a)} by ${shown(b)}`);
  }
  const batch = broadcast(node, [left.slice(0, -2), right.slice(0, -2)]);
  const out = [
    ...batch,
    ...(a.length === 1 ? [] : [rows]),
    ...(b.length === 1 ? [] : [columns]),
  ];
  return { outputs: [{ shape: out }], work: product(out) * inner };
}

/** A term: letters, and an ellipsis for axes that are not named. */
const TERM = "[a-zA-Z]*(?:\\.{3}[a-zA-Z]*)?";
const EQUATION = new RegExp(`^${TERM}(,${TERM})*(->${TERM})?$`);

/** Its cost is the product of the sizes of all letters, times the products of two terms. */
export const einsum: Rule = (node, inputs) => {
  const equation = equationOf(node);
  const shapes = inputs.map((_, index) => at(node, inputs, index).shape);
  const refused = (why: string) => wrong(node, `has the equation ${short(equation)}, ${why}`);
  if (shapes.some(({ length }) => length > MOST_AXES)) throw refused("for too many axes");
  if (equation.length > LONGEST_EQUATION || !EQUATION.test(equation)) {
    throw refused("which is not admitted");
  }
  // The engine only knows the order of small letters for a result that is not written.
  if (!equation.includes("->") && /[A-Z]/.test(equation)) {
    throw refused("whose result has capitals, but is not written");
  }
  const { terms, result } = einsumTerms(node, shapes);
  if (terms.length !== shapes.length) throw refused(`for ${shapes.length} inputs`);
  const sizes = new Map<string, number>();
  for (const [term, shape] of zip(terms, shapes)) {
    if (term.length !== shape.length) throw refused(`for ${shown(shape)}`);
    for (const [letter, size] of zip(term, shape)) {
      const known = sizes.get(letter) ?? size;
      // Axes of an ellipsis, which are digits, are broadcast.
      const broadcasts = /\d/.test(letter) && (known === 1 || size === 1);
      if (known !== size && !broadcasts) throw refused(`with two sizes of ${letter}`);
      sizes.set(letter, Math.max(known, size));
    }
  }
  const hidden = equation.replace(/->.*/, "").split(",").flatMap((written, index) =>
    written.includes("...") ? [(terms[index]?.length ?? 0) - written.length + "...".length] : []
  );
  if (new Set(hidden).size > 1) {
    throw refused("whose ellipses stand for different numbers of axes");
  }
  const unnamed = [...sizes.keys()].filter((letter) => /\d/.test(letter));
  if (unnamed.some((digit) => !result.includes(digit))) throw refused("which sums an ellipsis");
  const out = result.map((letter) => sizes.get(letter) ?? NaN);
  if (out.some(Number.isNaN)) throw refused("whose result has a letter that no input has");
  if (new Set(result).size !== result.length) throw refused("whose result repeats a letter");
  // The engine multiplies two at a time: each product may be as large as all letters together.
  const work = product([...sizes.values()]) * Math.max(1, terms.length - 1);
  return { outputs: [{ shape: out }], work };
};

function sameType(node: NodeProto, a: number | undefined, b: number | undefined): void {
  if (a !== undefined && b !== undefined && a !== b) {
    throw wrong(node, `multiplies the types ${a} and ${b}`);
  }
}
