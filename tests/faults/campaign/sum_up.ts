/**
 * What a campaign comes to.
 *
 * @module
 */
import { WORDS } from "../kinds.ts";
import type { Kind } from "../faults.ts";
import type { Outcome } from "../run.ts";

/** One run: its outcome, or why it could not be completed. */
export type Played = { seed: number; outcome: Outcome } | { seed: number; failure: string };

/** A kind of fault over all runs. */
export interface KindCount {
  kind: Kind;
  /** How often it was triggered */
  faults: number;
  /** Of the runs, those in which it was */
  runs: number;
  /** Of those, runs with a loss of any kind */
  losses: number;
}

/** All runs together. */
export interface Summary {
  runs: number;
  seeds: [first: number, last: number];
  seconds: number;
  faults: number;
  commitments: number;
  forfeits: number;
  second_commitments: number;
  daemon_ends: number;
  /** Commitments to the right row that were made for an earlier opening of their round */
  carried_over: number;
  /** Models that no round gave a score, in all runs */
  unjudged: number;
  unaccounted_wei: string;
  reverted_transactions: number;
  by_kind: KindCount[];
  /** Seeds to play again with --only */
  lost: number[];
  /** Why runs could not be played to their end */
  failures: string[];
}

/** Sums up. */
export function sumUp(played: readonly Played[], seconds: number): Summary {
  const outcomes = played.flatMap((run) => "outcome" in run ? [run.outcome] : []);
  const failed = played.flatMap((run) => "failure" in run ? [run.seed] : []);
  const sum = (of: (outcome: Outcome) => number) =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const seeds = played.map(({ seed }) => seed);
  return {
    runs: played.length,
    seeds: [Math.min(...seeds), Math.max(...seeds)],
    seconds: Math.round(seconds),
    faults: sum(({ faults }) => [...faults.values()].reduce((a, b) => a + b, 0)),
    commitments: sum(({ commitments }) => commitments),
    forfeits: sum(({ forfeits }) => forfeits),
    second_commitments: sum((each) => each.secondCommitments + each.strayCommitments),
    // A run that could not be played to its end says nothing good of anything.
    daemon_ends: sum(({ daemonEnds }) => daemonEnds.length) + failed.length,
    carried_over: sum(({ carriedOver }) => carriedOver),
    unjudged: sum(({ unjudged }) => unjudged),
    unaccounted_wei: String(outcomes.reduce((total, each) => total + each.unaccountedWei, 0n)),
    reverted_transactions: sum(({ reverted }) => reverted),
    by_kind: (Object.keys(WORDS) as Kind[]).map((kind) => {
      const met = outcomes.filter(({ faults }) => faults.has(kind));
      return {
        kind,
        faults: met.reduce((total, { faults }) => total + faults.get(kind)!, 0),
        runs: met.length,
        losses: met.filter(isLoss).length,
      };
    }),
    failures: played.flatMap((run) => "failure" in run ? [`${run.seed}: ${run.failure}`] : []),
    lost: [...outcomes.filter(isLoss).map(({ seed }) => seed), ...failed].sort((a, b) => a - b),
  };
}

/** Whether one of the four is not zero that must be. */
export function isLoss(outcome: Outcome): boolean {
  const { forfeits, secondCommitments, strayCommitments, daemonEnds, unaccountedWei } = outcome;
  return forfeits + secondCommitments + strayCommitments + daemonEnds.length > 0 ||
    unaccountedWei !== 0n;
}
