/**
 * What the events of a round report: its seats, its rows, their outcome.
 *
 * @module
 */
import { type Address, getAddress, type Hex, hexToNumber, size, slice, toHex } from "viem";
import { unpackScores } from "../../protocol/round/commitment.ts";
import { isWithin, pay } from "./judge.ts";
import { widthOf } from "./rounds.ts";
import {
  ABSTAIN,
  NO_MODEL,
  PERFECT,
  type PlaceResult,
  type ReferenceCompetition,
  type Round,
} from "./state.ts";

/** Bytes of a place in RoundSettled: model (4), median (3), average (3), inliers (2). */
const RESULT_BYTES = 12;

/** `round (10 bytes) ‖ seat (2) ‖ miner (20)`. */
export function unpackSeat(seat: bigint): { round: number; number: number; miner: Address } {
  return {
    round: Number(seat >> 176n),
    number: Number((seat >> 160n) & 0xffffn),
    miner: getAddress(slice(toHex(seat, { size: 32 }), 12)),
  };
}

/** Groups of equal rows: `scores ‖ evidence ‖ count (2 bytes) ‖ count × seat (2)`. */
export function readGroups(round: Round, groups: Hex): void {
  const width = 3 * widthOf(round);
  for (let at = 0; at < size(groups);) {
    const scores = unpackScores(slice(groups, at, at + width));
    at += width + 32;
    const count = hexToNumber(slice(groups, at, at + 2));
    at += 2;
    for (let i = 0; i < count; i++, at += 2) {
      round.seats[hexToNumber(slice(groups, at, at + 2))]!.scores = scores;
    }
  }
}

export function readResults(results: Hex): PlaceResult[] {
  return Array.from({ length: size(results) / RESULT_BYTES }, (_, i) => {
    const at = RESULT_BYTES * i;
    const read = (from: number, to: number) => hexToNumber(slice(results, at + from, at + to));
    return { model: read(0, 4), median: read(4, 7), average: read(7, 10), inliers: read(10, 12) };
  });
}

/** Gives every model of a round its verdict, and every seat what it keeps and earns. */
export function settle(competition: ReferenceCompetition, index: number, results: Hex): void {
  const { terms, queue, rounds, miners } = competition;
  const round = rounds[index]!;
  const places = readResults(results);
  const seats = round.seats.filter(({ scores }) => scores !== undefined);
  const agreed = places.map(({ inliers }) => 2 * inliers > seats.length);
  round.status = "Settled";
  round.revealed = seats.length;
  round.agreed = agreed.filter((good) => good).length;
  queue.splice(0, round.models.length);
  places.forEach(({ model, median }, i) => decide(competition, model, median, agreed[i]!));
  const tolerance = round.testSet ? 0 : terms.tolerance;
  const evaluations = new Map<Address, number>();
  for (const { miner, scores } of seats) {
    const own = places
      .map(({ median }, i) => ({ score: scores![i]!, median }))
      .filter((_, i) => agreed[i]);
    const near = (distance: number) =>
      own.filter(({ score, median }) => isWithin(distance, score, median)).length;
    const abstained = own.filter(({ score }) => score === ABSTAIN).length;
    if (near(2 * tolerance) + abstained < own.length) miners.get(miner)!.depositedAt = undefined;
    else evaluations.set(miner, near(tolerance));
  }
  pay(competition, evaluations, round.agreed);
  takeFromSilent(competition, round);
}

function decide(
  competition: ReferenceCompetition,
  number: number,
  median: number,
  agreed: boolean,
): void {
  if (number === NO_MODEL) {
    if (agreed) competition.testSet = median === PERFECT ? "Good" : "Bad";
    return;
  }
  const model = competition.models[number]!;
  if (agreed) Object.assign(model, { status: "Scored", score: median });
  else if (++model.tries === 3) model.status = "Unjudged";
  else competition.queue.push(number);
}

export function takeFromSilent({ miners }: ReferenceCompetition, { seats }: Round): void {
  for (const { miner, scores } of seats) {
    if (scores === undefined) miners.get(miner)!.depositedAt = undefined;
  }
}
