/**
 * What a settlement decides in the reference model: PROTOCOL.md, section 6.
 *
 * @module
 */
import { type Address, zeroHash } from "viem";
import { burn, buyInOf, partOf, unitsPerInlier } from "./money.ts";
import { takeStakes, widthOf } from "./rounds.ts";
import {
  ABSTAIN,
  INVALID,
  NO_MODEL,
  type Payment,
  PERFECT,
  type PlaceResult,
  type ReferenceCompetition,
  type Round,
  type TakenSeat,
} from "./state.ts";

/** After so many rounds without agreement a model is unjudged. */
const TRIES = 3;

/**
 * The largest score that more than half of all rows reach. ABSTAIN reaches none, and INVALID lies
 * above every score; where there is no such score, ABSTAIN.
 */
export function medianOf(scores: number[]): number {
  const judging = scores.filter((score) => score !== ABSTAIN);
  const reached = judging.filter((least) =>
    2 * judging.filter((score) => score >= least).length > scores.length
  );
  return reached.length === 0 ? ABSTAIN : Math.max(...reached);
}

/** What the rows of a round say of one place. */
interface Verdict {
  median: number;
  agreed: boolean;
  inliers: Set<TakenSeat>;
  /** Those that lie: not those who are a little beside it */
  liars: Set<TakenSeat>;
}

function verdictOn(revealed: TakenSeat[], position: number, tolerance: number): Verdict {
  const scoreOf = (seat: TakenSeat) => seat.scores![position]!;
  const median = medianOf(revealed.map(scoreOf));
  const judging = revealed.filter((seat) => scoreOf(seat) !== ABSTAIN);
  const within = (distance: number) => (seat: TakenSeat) =>
    isWithin(distance, scoreOf(seat), median);
  const inliers = new Set(judging.filter(within(tolerance)));
  const liars = new Set(judging).difference(new Set(judging.filter(within(2 * tolerance))));
  return { median, inliers, liars, agreed: 2 * inliers.size > revealed.length };
}

/** As in the event of a settlement. */
function resultOf({ median, inliers }: Verdict, position: number, model: number): PlaceResult {
  const sum = [...inliers].reduce((total, { scores }) => total + scores![position]!, 0);
  const average = inliers.size === 0 ? median : Math.round(sum / inliers.size);
  return { model, median, average, inliers: inliers.size };
}

/** No distance joins a verdict to anything. */
export function isWithin(distance: number, score: number, median: number): boolean {
  if (score === ABSTAIN || median === ABSTAIN) return false;
  if (score === INVALID || median === INVALID) return score === median;
  return Math.abs(score - median) <= distance;
}

/** Judges a round's models, or the test set; pays and punishes its seats. */
export function judge(competition: ReferenceCompetition, round: Round): Payment[] {
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
  round.results = verdicts.map((verdict, i) => resultOf(verdict, i, round.models[i] ?? NO_MODEL));
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
    seat.scores === undefined || agreed.some(({ liars }) => liars.has(seat))
  );
  payments.push(...takeStakes(competition, round, losers));
  const evaluations = new Map(
    revealed.filter((seat) => !losers.includes(seat))
      .map((seat) => [seat.miner, agreed.filter(({ inliers }) => inliers.has(seat)).length]),
  );
  pay(competition, evaluations, agreed.length);
  return payments;
}

/**
 * Pays for evaluations.
 *
 * @param evaluations How many of each miner are paid
 * @param agreed Models that they are of
 */
export function pay(
  competition: ReferenceCompetition,
  evaluations: Map<Address, number>,
  agreed: number,
): void {
  const paid = [...evaluations.values()].reduce((sum, count) => sum + count, 0);
  const units = unitsPerInlier(competition, paid, agreed);
  for (const [miner, count] of evaluations) {
    competition.miners.get(miner)!.units += units * BigInt(count);
    competition.paidUnits += units * BigInt(count);
  }
}

/** Gives a model its score; without agreement it waits again, until the last try. */
function decide(
  competition: ReferenceCompetition,
  place: number,
  { agreed, median }: Verdict,
): Payment[] {
  const model = competition.models[place]!;
  if (agreed) {
    Object.assign(model, { status: "Scored", score: median });
    // A false claim makes a model INVALID, and costs its bond.
    if (median !== INVALID || model.claim === zeroHash) return [];
    return burn(competition, buyInOf(competition));
  }
  model.tries++;
  if (model.tries < TRIES) {
    competition.queue.push(place);
    return [];
  }
  model.status = "Unjudged";
  return burn(competition, partOf(competition));
}
