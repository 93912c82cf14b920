/**
 * The score that an author claims of its model, until miners have judged it; of an INVALID one it
 * stays. Which rule that breaks is not on the chain: its claim may have been true.
 */
import { showEther } from "../../../protocol/format/format.ts";
import { showScore } from "../../../protocol/format/show_score.ts";
import type { Model } from "../../../protocol/state/model.ts";
import { INVALID_SCORE } from "../../../protocol/score/score.ts";
import { claimedScore } from "../../../protocol/score/score_claim.ts";
import type { Competition } from "../../../protocol/state/competition.ts";

/** What a claim is, as a sentence without a full stop. */
export function claimRule({ buyIn }: Pick<Competition, "buyIn">): string {
  return "A claimed score is what the author of a sealed model says it reaches on the public part " +
    "of the test set. Miners check it once the model is open: a false one makes the model INVALID, " +
    `and an INVALID model costs its author a bond of ${showEther(buyIn)}`;
}

export function Claimed({ model: { claim, score, status }, competition }: {
  model: Pick<Model, "claim" | "score" | "status">;
  competition: Pick<Competition, "buyIn">;
}) {
  const claimed = claimedScore(claim);
  // Once it is judged, its score counts.
  if (claimed === undefined || (status === "scored" && score !== INVALID_SCORE)) return null;
  const isLost = score === INVALID_SCORE;
  return (
    <small className="claim" title={`${claimRule(competition)}.`} data-claimed={claimed}>
      {showScore(claimed)}{" "}
      <span className={`badge ${isLost ? "error" : "warning"}`}>
        {isLost ? "claim lost" : "claimed"}
      </span>
    </small>
  );
}
