/**
 * The letters of an Einsum.
 *
 * @module
 */
import { type NodeProto, textAttribute } from "../onnx.ts";
import type { Shape } from "./rule.ts";

/** The equation of an Einsum, without blanks. */
export function equationOf(node: NodeProto): string {
  return textAttribute(node, "equation").replaceAll(" ", "");
}

/** The letter of every axis of every input and of the result; those of an ellipsis are digits. */
export function einsumTerms(
  node: NodeProto,
  shapes: Shape[],
): { terms: string[][]; result: string[] } {
  const [left = "", right] = equationOf(node).split("->");
  const written = left.split(",");
  const hidden = (term: string, index: number) =>
    term.includes("...") ? (shapes[index]?.length ?? 0) - term.replace("...", "").length : 0;
  const widest = Math.max(0, ...written.map(hidden));
  const terms = written.map((term, index) => spelled(term, hidden(term, index), widest));
  const letters = terms.flat().filter((letter) => /[a-z]/i.test(letter));
  const once = [...new Set(letters)].filter((letter) =>
    letters.indexOf(letter) === letters.lastIndexOf(letter)
  ).sort();
  const result = right === undefined
    ? [...spelled("...", widest, widest), ...once]
    : spelled(right, widest, widest);
  return { terms, result };
}

/** Letters, with digits for an ellipsis: aligned from the right, as in a broadcast. */
function spelled(term: string, hidden: number, widest: number): string[] {
  const digits = Array.from({ length: Math.max(0, hidden) }, (_, i) => `${widest - hidden + i}`);
  const [before = "", behind] = term.split("...");
  return behind === undefined ? [...before] : [...before, ...digits, ...behind];
}
