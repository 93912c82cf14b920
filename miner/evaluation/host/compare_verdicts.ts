/**
 * The rows on which two engines disagree.
 *
 * @module
 */
import type { ScoredVerdict, Verdict } from "./verdict_of.ts";

/** A row that two engines label differently. */
export interface Difference {
  /** From 0 */
  row: number;
  labels: [number, number];
  /** How far each engine's label leads the next, in the model's own scores */
  leads: [number, number];
}

/** The result of a comparison. */
export type Comparison =
  | { kind: "compared"; rows: number; scores: [number, number]; differences: Difference[] }
  /** One engine, or both, find the model INVALID; the same rule is agreement */
  | { kind: "invalid"; agree: boolean; rules: [string | undefined, string | undefined] };

/** Compares two verdicts on one model and one data set, both with margins. */
export function compareVerdicts(first: Verdict, second: Verdict): Comparison {
  if (first.kind !== "scored" || second.kind !== "scored") {
    const rules: [string | undefined, string | undefined] = [ruleOf(first), ruleOf(second)];
    return { kind: "invalid", agree: rules[0] === rules[1], rules };
  }
  const differences: Difference[] = [];
  first.predictions.forEach((label, row) => {
    const other = second.predictions[row]!;
    if (label === other) return;
    differences.push({ row, labels: [label, other], leads: [lead(first, row), lead(second, row)] });
  });
  const scores: [number, number] = [first.score, second.score];
  return { kind: "compared", rows: first.rows, scores, differences };
}

function ruleOf(verdict: Verdict): string | undefined {
  return verdict.kind === "invalid" ? verdict.rule : undefined;
}

function lead({ margins }: ScoredVerdict, row: number): number {
  return margins?.lead[row] ?? 0;
}
