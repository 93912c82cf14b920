/**
 * What happened in a competition between two polls.
 *
 * @module
 */
import { claimedScore } from "../../protocol/score/score_claim.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Model } from "../../protocol/state/model.ts";
import type { Round } from "../../protocol/state/round.ts";

/** The result of one poll. */
export interface Look {
  competition: Competition;
  models: readonly Model[];
  /** The last rounds, the latest first */
  rounds: readonly Round[];
}

/** One event. */
export type Change =
  | { event: "phase"; phase: Competition["phase"]; until: number }
  | { event: "test-set"; testSet: Competition["testSet"] }
  | { event: "test-key" }
  | { event: "model"; model: number; author: string; status: Model["status"] }
  | { event: "claim"; model: number; author: string; claimed: number }
  | { event: "score"; model: number; author: string; score: number }
  | { event: "round"; round: number; status: Round["status"]; models: number[] }
  | { event: "enrolled"; miners: number };

/** The events between two polls; for the first one, the current state as events. */
export function changesBetween(before: Look | undefined, after: Look): Change[] {
  const { competition } = after;
  const was = before?.competition;
  const changes: Change[] = [];
  if (was?.phase !== competition.phase) {
    changes.push({ event: "phase", phase: competition.phase, until: competition.phaseEnd });
  }
  if (was?.enrolled !== competition.enrolled) {
    changes.push({ event: "enrolled", miners: competition.enrolled });
  }
  if (was !== undefined && was.testKey !== competition.testKey) {
    changes.push({ event: "test-key" });
  }
  if (was !== undefined && was.testSet !== competition.testSet) {
    changes.push({ event: "test-set", testSet: competition.testSet });
  }
  changes.push(...changedRounds(before, after), ...changedModels(before, after));
  return changes;
}

function changedRounds(before: Look | undefined, { rounds }: Look): Change[] {
  const known = new Map(before?.rounds.map((round) => [round.index, round.status]));
  return [...rounds].reverse()
    .filter(({ index, status }) => known.get(index) !== status)
    .map(({ index, status, models }) => ({ event: "round", round: index, status, models }));
}

function changedModels(before: Look | undefined, { models }: Look): Change[] {
  const known = new Map(before?.models.map((model) => [model.id, model]));
  return models.flatMap(({ id, author, status, score, claim }): Change[] => {
    const was = known.get(id);
    const claimed = was?.claim === claim ? undefined : claimedScore(claim);
    const claims: Change[] = claimed === undefined
      ? []
      : [{ event: "claim", model: id, author, claimed }];
    if (was?.status === status && was.score === score) return claims;
    return score === undefined
      ? [{ event: "model", model: id, author, status }, ...claims]
      : [...claims, { event: "score", model: id, author, score }];
  });
}
