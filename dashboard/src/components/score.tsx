/** A score: the percentage to three decimals, or the name of another verdict. */
import { showScore } from "../../../protocol/format/show_score.ts";
import { INVALID_SCORE, isScore } from "../../../protocol/score/score.ts";

export function Score({ score }: { score: number | undefined }) {
  if (score === undefined) return <span className="muted">–</span>;
  if (score === INVALID_SCORE) return <span className="badge error">INVALID</span>;
  if (!isScore(score)) return <span className="badge">{showScore(score)}</span>;
  return <span className="score">{showScore(score)}</span>;
}
