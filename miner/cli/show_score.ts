/**
 * Scores as people read them.
 *
 * @module
 */
import { INVALID_SCORE } from "../score.ts";

/** A score with its three decimals, as a percentage. */
export function showScore(score: number | undefined): string {
  if (score === undefined) return "-";
  return score === INVALID_SCORE ? "INVALID" : `${(score / 1000).toFixed(3)} %`;
}
