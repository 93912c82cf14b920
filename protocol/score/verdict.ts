/**
 * The verdict INVALID: every honest miner reaches it from the same bytes.
 *
 * @module
 */

import { oneLine, show } from "../text/visible.ts";
import type { Advice } from "./advice.ts";

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
  "independence",
  "parameters",
  "multiply-adds",
  "memory",
  "input",
  "output",
  "runtime",
] as const;
export type Rule = typeof RULES[number];

/** Characters of what was found: it contains untrusted names, each already truncated. */
export const LONGEST_FINDING = 500;

/** A model or package that breaks a rule. */
export class InvalidModel extends Error {
  override readonly name = "InvalidModel";

  /**
   * @param rule Which rule
   * @param found What was found, without a full stop
   * @param advice What its author can do about it
   */
  constructor(readonly rule: Rule, found: string, readonly advice: Advice) {
    const shown = oneLine(found, LONGEST_FINDING);
    super(`${rule}: ${shown}`);
    this.found = shown;
  }

  readonly found: string;
}

/** A file that no exporter writes. */
export function broken(
  rule: "graph" | "initializer" | "external-data" | "operator",
  found: string,
): InvalidModel {
  return new InvalidModel(rule, found, { kind: "export-checked" });
}

/** Untrusted names, escaped and truncated so that a message stays a sentence. */
export function short(name: string): string {
  return show(name, 60);
}
