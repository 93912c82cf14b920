/**
 * Matrix products.
 *
 * @module
 */
import { attribute, integerAttribute, type NodeProto, product } from "../onnx.ts";
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
import { zip } from "../../../protocol/zip.ts";
import { short } from "../../../protocol/score/verdict.ts";

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

/** An equation without ellipsis: `bij,bjk->bik`. Its cost is the product of all its letters. */
export const einsum: Rule = (node, inputs) => {
  const equation = new TextDecoder().decode(attribute(node, "equation")?.s ?? new Uint8Array())
    .replaceAll(" ", "");
  const [left = "", right = ""] = equation.split("->");
  const terms = left.split(",");
  if (!/^[a-zA-Z,]*->[a-zA-Z]*$/.test(equation) || terms.length !== inputs.length) {
    throw wrong(node, `has the equation ${short(equation)}, which is not admitted`);
  }
  const sizes = new Map<string, number>();
  terms.forEach((term, index) => {
    const { shape } = at(node, inputs, index);
    if (term.length !== shape.length) throw wrong(node, `writes ${term} for ${shown(shape)}`);
    for (const [letter, size] of zip([...term], shape)) {
      if ((sizes.get(letter) ?? size) !== size) throw wrong(node, `uses ${letter} for two sizes`);
      sizes.set(letter, size);
    }
  });
  const out = [...right].map((letter) => sizes.get(letter) ?? NaN);
  if (out.some(Number.isNaN)) throw wrong(node, "has an output letter that no input has");
  // The engine multiplies two at a time: each product may be as large as all letters together.
  const work = product([...sizes.values()]) * Math.max(1, terms.length - 1);
  return { outputs: [{ shape: out }], work };
};

function sameType(node: NodeProto, a: number | undefined, b: number | undefined): void {
  if (a !== undefined && b !== undefined && a !== b) {
    throw wrong(node, `multiplies the types ${a} and ${b}`);
  }
}
