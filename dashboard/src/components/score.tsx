/** A score: the percentage to three decimals, or INVALID. */
import { showScore } from "../../../miner/cli/show_score.ts";
import { INVALID_SCORE } from "../../../miner/score.ts";

export function Score({ score }: { score: number | undefined }) {
  if (score === undefined) return <span className="muted">–</span>;
  if (score === INVALID_SCORE) return <span className="badge error">INVALID</span>;
  return <span className="score">{showScore(score)}</span>;
}
