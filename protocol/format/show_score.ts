/**
 * Scores as people read them.
 *
 * @module
 */
import type { Metric } from "../score/metrics.ts";
import { codeOf, isScore } from "../score/score.ts";

/** A score with its three decimals, as a percentage; any other verdict by its name. */
export function showScore(score: number | undefined): string {
  if (score === undefined) return "-";
  if (isScore(score)) return `${(score / 1000).toFixed(3)} %`;
  return codeOf(score) ?? `no score (${score})`;
}

/** A score next to a count of right answers: named, if it is not their share. */
export function showMeasured(score: number, { title }: Pick<Metric, "title">): string {
  return title === undefined ? showScore(score) : `${title} ${showScore(score)}`;
}
