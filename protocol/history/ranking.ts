/**
 * Ranking models: by score, then by earlier submission.
 *
 * @module
 */
import type { Agreement } from "../round/results.ts";
import { INVALID_SCORE, PERFECT_SCORE } from "../score/score.ts";
import { claimedScore } from "../score/score_claim.ts";
import type { Competition } from "../state/competition.ts";
import type { Model } from "../state/model.ts";

/**
 * A model's state for people: its status in the contract, and what that means by now. `not opened`
 * is a sealed one whose time is over, `unscored` one that no round judged in time, `unjudged` one
 * without agreement in three rounds.
 */
export type State = Model["status"] | "not opened" | "unscored";

/** One line of the leaderboard. */
export interface Standing extends Model {
  state: State;
  /** From 1; absent for a model without a score */
  rank: number | undefined;
  evaluations: number;
  /** Of the inliers, for information: it does not affect the rank */
  average: number | undefined;
  /** Share of the evaluations that are inliers, 0 to 1; absent before the first round */
  agreement: number | undefined;
  /** The score that its author claims; it orders models that have none */
  claimed: number | undefined;
}

/** States without a score, the nearest to one first. */
const UNSCORED: readonly Model["status"][] = [
  "waiting",
  "sealed",
  "incomplete",
  "reserved",
  "unjudged",
];

/** A model's state in its competition at this moment. */
export function stateOf(
  { status }: Pick<Model, "status">,
  { now, openingEnd, ended }: Pick<Competition, "now" | "openingEnd" | "ended">,
): State {
  if (status === "sealed") return now >= openingEnd ? "not opened" : status;
  return ended && status === "waiting" ? "unscored" : status;
}

/** Ranks models, by the counts of the last round that judged each. */
export function rankModels(
  models: readonly Model[],
  agreement: ReadonlyMap<number, Agreement>,
  competition: Pick<Competition, "now" | "openingEnd" | "ended">,
): Standing[] {
  const worth = ({ score, status, claim }: Model) => {
    // Claims order models of one status, and bring none past another status.
    if (score === undefined) {
      return -2 - UNSCORED.indexOf(status) + (claimedScore(claim) ?? -1) / (2 * PERFECT_SCORE);
    }
    return score === INVALID_SCORE ? -1 : score;
  };
  const sorted = models.toSorted((a, b) => worth(b) - worth(a) || a.id - b.id);
  return sorted.map((model, index) => {
    const counted = agreement.get(model.id);
    return {
      ...model,
      state: stateOf(model, competition),
      rank: worth(model) >= 0 ? index + 1 : undefined,
      evaluations: counted?.evaluations ?? 0,
      average: counted?.average,
      agreement: counted && counted.inliers / counted.evaluations,
      claimed: claimedScore(model.claim),
    };
  });
}
