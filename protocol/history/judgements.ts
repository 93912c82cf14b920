/**
 * What rounds found: who agreed, which scores stand, how often a model was tried. PROTOCOL.md,
 * section 6.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import type { Agreement, Result } from "../round/results.ts";
import { ABSTAIN_SCORE, agree, INVALID_SCORE } from "../score/score.ts";
import type { History, RoundHistory } from "./history.ts";

/** Rounds without agreement after which a model is unjudged. */
export const MOST_TRIES = 3;

/** Whether more than half of all that revealed are inliers: then the verdict is final. */
export function isAgreed({ inliers }: Result, { reveals }: Pick<RoundHistory, "reveals">): boolean {
  return 2 * inliers > reveals;
}

/**
 * The fewest commits, and reveals, that keep a round: the terms' until one was settled, then more than
 * half of what revealed there.
 */
export function quorumOf(
  { rounds }: Pick<History, "rounds">,
  index: number,
  { quorum }: { quorum: number },
): number {
  const first = rounds.slice(0, index).find((round) => round?.outcome === "settled");
  return first ? Math.min(quorum, Math.floor(first.reveals / 2) + 1) : quorum;
}

/** Whether a score is an inlier; ABSTAIN never is. */
export function isInlier(score: number, median: number, tolerance: number): boolean {
  return score !== ABSTAIN_SCORE && agree(score, median, tolerance);
}

/** Rounds that judged models: settled, and not over the test set. */
function* settledOf({ rounds }: Pick<History, "rounds">): Iterable<RoundHistory> {
  for (const round of rounds) {
    if (round?.outcome === "settled" && !round.testSet) yield round;
  }
}

/** The counts of the last round over each model, by the model's number. */
export function agreementOf(history: History): Map<number, Agreement> {
  const found = new Map<number, Agreement>();
  for (const round of settledOf(history)) {
    for (const { model, inliers, median, average } of round.results) {
      found.set(model, { evaluations: round.reveals, inliers, median, average });
    }
  }
  return found;
}

/** Models without agreement in three rounds. */
export function unjudgedOf(history: Pick<History, "rounds">): Set<number> {
  const tries = new Map<number, number>();
  for (const round of settledOf(history)) {
    for (const result of round.results) {
      if (isAgreed(result, round)) continue;
      tries.set(result.model, (tries.get(result.model) ?? 0) + 1);
    }
  }
  return new Set([...tries].filter(([, count]) => count >= MOST_TRIES).map(([model]) => model));
}

/** One round's judgement of a model. */
export interface Judgement {
  round: RoundHistory;
  result: Result;
  agreed: boolean;
  /** Every miner's score */
  scores: { miner: Address; score: number; inlier: boolean; evidence: Hex }[];
}

/** The rounds that judged a model, oldest first. */
export function judgementsOf(
  history: History,
  model: number,
  { tolerance }: { tolerance: number },
): Judgement[] {
  return [...settledOf(history)].flatMap((round) => {
    const position = round.results.findIndex((result) => result.model === model);
    const result = round.results[position];
    if (result === undefined) return [];
    const scores = [...round.rows.values()].flatMap(({ miner, scores: row, evidence }) => {
      const score = row[position];
      if (score === undefined) return [];
      return [{ miner, score, inlier: isInlier(score, result.median, tolerance), evidence }];
    });
    return [{ round, result, agreed: isAgreed(result, round), scores }];
  });
}

/** One moment at which a model got its score. */
export interface Scored {
  /** Seconds since 1970 */
  time: number;
  model: number;
  score: number;
}

/** Every score, in order of time; INVALID models have none. */
export function scoresOverTime(history: History): Scored[] {
  return [...settledOf(history)].flatMap((round) => {
    const { endedAt: time } = round;
    return time === undefined ? [] : round.results
      .filter((result) => isAgreed(result, round) && result.median !== INVALID_SCORE)
      .map(({ model, median }) => ({ time, model, score: median }));
  }).sort((a, b) => a.time - b.time || a.model - b.model);
}
