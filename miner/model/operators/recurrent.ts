/**
 * Recurrent layers: an RNN, GRU or LSTM runs its own loop, whose length depends on its input.
 *
 * @module
 */
import { integerAttribute, product, textAttribute } from "../onnx.ts";
import { at, hasRank, type Rule, shown, wrong } from "./rule.ts";

/** Gates of a cell, each a matrix product of input and state. */
export const recurrent = (gates: number): Rule => (node, inputs) => {
  const x = at(node, inputs, 0).shape;
  const [w, r] = [at(node, inputs, 1).shape, at(node, inputs, 2).shape];
  const hidden = integerAttribute(node, "hidden_size", 0);
  const directions = textAttribute(node, "direction") === "bidirectional" ? 2 : 1;
  const rows = gates * hidden;
  if (
    !hasRank(x, 3) || !(hidden >= 1) ||
    String(w) !== String([directions, rows, x[2]]) ||
    String(r) !== String([directions, rows, hidden])
  ) throw wrong(node, `has weights ${shown(w)} and ${shown(r)} that do not match ${shown(x)}`);
  if (integerAttribute(node, "layout", 0) !== 0) throw wrong(node, "has its batch first");
  const [steps, batch, features] = x;
  const state = [directions, batch, hidden];
  const all = [steps, ...state];
  return {
    outputs: [{ shape: all }, { shape: state }, { shape: state }],
    work: product(all) * gates * (features + hidden),
  };
};
