/**
 * Scores as people read them.
 *
 * @module
 */
import { codeOf, isScore } from "../score/score.ts";

/** A score with its three decimals, as a percentage; a verdict that is no score by its name. */
export function showScore(score: number | undefined): string {
  if (score === undefined) return "-";
  if (isScore(score)) return `${(score / 1000).toFixed(3)} %`;
  return codeOf(score) ?? `no score (${score})`;
}
