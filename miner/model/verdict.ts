/**
 * The verdict INVALID: every honest miner reaches it from the same bytes.
 *
 * @module
 */

/** The rules of PROTOCOL.md, section 8, by the names that people and scripts see. */
export const RULES = [
  "envelope",
  "package-format",
  "package-corrupt",
  "package-size",
  "onnx-format",
  "external-data",
  "operator",
  "initializer",
  "graph",
  "parameters",
  "multiply-adds",
  "memory",
  "input",
  "output",
  "runtime",
] as const;
export type Rule = typeof RULES[number];

/** A model or package that breaks a rule. */
export class InvalidModel extends Error {
  override readonly name = "InvalidModel";

  /**
   * @param rule Which rule
   * @param found What was found, without a full stop
   * @param remedy What its author can do about it
   */
  constructor(readonly rule: Rule, readonly found: string, readonly remedy: string) {
    super(`${rule}: ${found}`);
  }
}

/** A file that no exporter writes. */
export function broken(
  rule: "graph" | "initializer" | "external-data" | "operator",
  found: string,
): InvalidModel {
  return new InvalidModel(rule, found, "Export the model again, and check it with onnx.checker");
}

/** Names of strangers, cut so that a message stays a sentence. */
export function short(name: string): string {
  return name.slice(0, 60);
}
