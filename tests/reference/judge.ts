/**
 * What a settlement decides in the reference model: PROTOCOL.md, section 6.
 *
 * @module
 */
import { burn, partOf, unitsPerInlier } from "./money.ts";
import { takeStakes, widthOf } from "./rounds.ts";
import {
  ABSTAIN,
  type Competition,
  INVALID,
  type Payment,
  PERFECT,
  type Round,
  type TakenSeat,
} from "./state.ts";

/** After so many rounds without agreement a model is unjudged. */
const TRIES = 3;

/** The lower median of the rows that judge; ABSTAIN where none does. INVALID sorts last by itself. */
export function medianOf(scores: number[]): number {
  const sorted = scores.filter((score) => score !== ABSTAIN).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? ABSTAIN;
}

/** What the rows of a round say of one place. */
interface Verdict {
  median: number;
  agreed: boolean;
  inliers: Set<TakenSeat>;
  outliers: Set<TakenSeat>;
}

function verdictOn(revealed: TakenSeat[], position: number, tolerance: number): Verdict {
  const scoreOf = (seat: TakenSeat) => seat.scores![position]!;
  const median = medianOf(revealed.map(scoreOf));
  const judging = revealed.filter((seat) => scoreOf(seat) !== ABSTAIN);
  const agrees = (seat: TakenSeat) => isInlier(scoreOf(seat), median, tolerance);
  const inliers = new Set(judging.filter(agrees));
  const outliers = new Set(judging.filter((seat) => !agrees(seat)));
  return { median, inliers, outliers, agreed: 2 * inliers.size > revealed.length };
}

/** No tolerance joins a verdict to anything. */
export function isInlier(score: number, median: number, tolerance: number): boolean {
  if (score === ABSTAIN || median === ABSTAIN) return false;
  if (score === INVALID || median === INVALID) return score === median;
  return Math.abs(score - median) <= tolerance;
}

/** Judges a round's models, or the test set; pays and punishes its seats. */
export function judge(competition: Competition, round: Round): Payment[] {
  const { terms, queue } = competition;
  const revealed = round.seats.filter(({ scores }) => scores !== undefined);
  const tolerance = round.testSet ? 0 : terms.tolerance;
  const verdicts = Array.from(
    { length: widthOf(round) },
    (_, position) => verdictOn(revealed, position, tolerance),
  );
  const agreed = verdicts.filter((verdict) => verdict.agreed);
  round.status = "Settled";
  round.agreed = agreed.length;
  const payments: Payment[] = [];
  if (round.testSet) {
    for (const { median } of agreed) competition.testSet = median === PERFECT ? "Good" : "Bad";
  } else {
    queue.splice(0, round.models.length);
    round.models.forEach((place, i) => {
      payments.push(...decide(competition, place, verdicts[i]!));
    });
  }
  const losers = round.seats.filter((seat) =>
    seat.scores === undefined || agreed.some(({ outliers }) => outliers.has(seat))
  );
  payments.push(...takeStakes(competition, losers));
  const units = unitsPerInlier(competition, revealed.length);
  for (const seat of revealed) {
    if (losers.includes(seat)) continue;
    const earned = units * BigInt(agreed.filter(({ inliers }) => inliers.has(seat)).length);
    competition.miners.get(seat.miner)!.units += earned;
    competition.paidUnits += earned;
  }
  return payments;
}

/** Gives a model its score; without agreement it waits again, until the last try. */
function decide(competition: Competition, place: number, { agreed, median }: Verdict): Payment[] {
  const model = competition.models[place]!;
  if (agreed) {
    Object.assign(model, { status: "Scored", score: median });
    return [];
  }
  model.tries++;
  if (model.tries < TRIES) {
    competition.queue.push(place);
    return [];
  }
  model.status = "Unjudged";
  return burn(competition, partOf(competition));
}
