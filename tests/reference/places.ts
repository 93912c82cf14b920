/**
 * Where everything of a competition stands in the four diagrams at the head of docs/PROTOCOL.md.
 *
 * @module
 */
import { liveRound } from "./bench.ts";
import { isCounting, partsEnd, phaseOf, thirdsOf } from "./clock.ts";
import { isSealed, type Miner, type ReferenceCompetition, runningRound } from "./state.ts";
import { roundOf } from "./views.ts";

/** The states that are not yet an end: each of them needs an exit. */
export const PLACES = [
  "open, Registration",
  "open, Submission",
  "open, Evaluation, parts may come",
  "open, Evaluation",
  "open, Evaluation, rounds are over",
  "sealed, Registration",
  "sealed, Submission",
  "sealed, Opening, no key",
  "sealed, Opening, no key in time",
  "sealed, Opening, key",
  "sealed, Opening, not judged in time",
  "sealed, Opening, bad test set",
  "sealed, Opening, good test set",
  "sealed, Evaluation",
  "sealed, Evaluation, rounds are over",
  "round, commits open",
  "round, short of commits",
  "round, reveals open",
  "round, all revealed",
  "round, reveals over with a quorum",
  "round, short of reveals",
  "round zero, commits open",
  "round zero, short of commits",
  "round zero, reveals open",
  "round zero, all revealed",
  "round zero, reveals over with a quorum",
  "round zero, short of reveals",
  "deposit, New",
  "deposit, Counting",
  "deposit, Seated",
  "deposit, Seated and revealed",
  "deposit, Burnt",
  "deposit, Burnt with fees left",
  "model, Reserved",
  "model, Incomplete",
  "model, Sealed",
  "model, Waiting",
  "model, Waiting again",
  "model, Scored",
  "model, Unjudged",
] as const;
export type Place = typeof PLACES[number];

/** Every place that something of a running competition is in. */
export function placesOf(competition: ReferenceCompetition, now: number): Set<Place> {
  if (competition.ending !== "Running") return new Set();
  return new Set([
    competitionPlace(competition, now),
    ...roundPlace(competition, now),
    ...[...competition.miners.values()].map((miner) => depositPlace(competition, miner, now)),
    ...competition.models.flatMap(({ status, tries }): Place[] => {
      if (status === "None") return [];
      return [status === "Waiting" && tries > 0 ? "model, Waiting again" : `model, ${status}`];
    }),
  ]);
}

function competitionPlace(competition: ReferenceCompetition, now: number): Place {
  const { terms, testKey, testSet } = competition;
  const phase = phaseOf(competition, now);
  const over = now >= terms.evaluationEnd;
  if (phase === "Settled" || phase === "Cancelled" || phase === "None") throw new Error("it ended");
  if (!isSealed(competition)) {
    if (phase === "Opening") throw new Error("an open competition opens nothing");
    if (phase !== "Evaluation") return `open, ${phase}`;
    if (now < partsEnd(competition)) return "open, Evaluation, parts may come";
    return over ? "open, Evaluation, rounds are over" : "open, Evaluation";
  }
  if (phase === "Registration" || phase === "Submission") return `sealed, ${phase}`;
  if (testSet === "Bad") return "sealed, Opening, bad test set";
  const { testKeyEnd, judgingEnd } = thirdsOf(competition);
  if (testKey === undefined) {
    return now < testKeyEnd ? "sealed, Opening, no key" : "sealed, Opening, no key in time";
  }
  if (testSet === "Unjudged") {
    return now < judgingEnd ? "sealed, Opening, key" : "sealed, Opening, not judged in time";
  }
  if (phase === "Opening") return "sealed, Opening, good test set";
  return over ? "sealed, Evaluation, rounds are over" : "sealed, Evaluation";
}

function roundPlace(competition: ReferenceCompetition, now: number): Place[] {
  const index = runningRound(competition);
  if (index === undefined) return [];
  const { testSet } = competition.rounds[index]!;
  const { commitsOpen, canExpire, canFail, canSettle, revealsOpen } = roundOf(
    competition,
    index,
    now,
  );
  const at = commitsOpen
    ? "commits open"
    : canExpire
    ? "short of commits"
    : canFail
    ? "short of reveals"
    : canSettle && revealsOpen
    ? "all revealed"
    : canSettle
    ? "reveals over with a quorum"
    : "reveals open";
  return [testSet ? `round zero, ${at}` : `round, ${at}`];
}

function depositPlace(competition: ReferenceCompetition, miner: Miner, now: number): Place {
  const { depositedAt, units, seat } = miner;
  if (depositedAt === undefined) {
    return units > 0n ? "deposit, Burnt with fees left" : "deposit, Burnt";
  }
  if (liveRound(competition, miner) !== undefined) {
    const { scores } = competition.rounds[seat!.round]!.seats[seat!.number]!;
    return scores === undefined ? "deposit, Seated" : "deposit, Seated and revealed";
  }
  return isCounting(competition, miner, now) ? "deposit, Counting" : "deposit, New";
}
