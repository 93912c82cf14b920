/**
 * How the reference model judges a round: PROTOCOL.md, section 6.
 *
 * @module
 */
import type { Address } from "viem";
import {
  checkOpening,
  checkScores,
  commitsClosedAt,
  findSeat,
  isVoid,
  type Opening,
  revealsOpen,
} from "./rounds.ts";
import {
  type Competition,
  feeOf,
  findRound,
  INVALID,
  type Moment,
  refuse,
  type Round,
  type TakenSeat,
  type World,
} from "./state.ts";

/** What a caller supplies to settle a round. */
export interface Settlement {
  medians: number[];
  rows: { miner: Address; scores: number[] }[];
  openings: Opening[];
}

export function settle(
  world: World,
  { now }: Moment,
  id: number,
  index: number,
  settlement: Settlement,
): void {
  const { competition, round } = findRound(world, id, index);
  if (round.status !== "Running") refuse("RoundOver");
  if (isVoid(competition, round, now)) {
    round.status = "Void";
    return;
  }
  if (commitsClosedAt(competition, round, now) === undefined) refuse("CommitsOpen");
  const open = revealsOpen(competition, round, now);
  const posted = round.seats.filter(({ scores }) => scores !== undefined);
  if (!open && posted.length < competition.terms.quorum) {
    round.status = "Failed";
    punishSilence(competition, round);
    sendBack(competition, round);
    return;
  }
  const width = 3 * round.models.length;
  const given = 3 * settlement.medians.length;
  if (given !== width) refuse("RowsMissing", given, width);
  checkScores(settlement.medians);
  const rows = collectRows(world, competition, index, settlement);
  const count = rows.size;
  const fromOpenings = [...rows.keys()].filter(({ scores }) => scores === undefined).length;
  if (count - fromOpenings !== posted.length) {
    refuse("RowsMissing", count - fromOpenings, posted.length);
  }
  if (fromOpenings > 0 && !open) refuse("RevealsClosed");
  if (open && count < round.seats.length) refuse("RowsMissing", count, round.seats.length);
  checkMedians(settlement.medians, round, [...rows.values()]);
  for (const [seat, scores] of rows) seat.scores = scores;
  judge(competition, round);
}

/** The supplied rows by seat, each checked against what was posted or committed. */
function collectRows(
  world: World,
  competition: Competition,
  index: number,
  { rows, openings }: Settlement,
): Map<TakenSeat, number[]> {
  const round = competition.rounds[index]!;
  const found = new Map<TakenSeat, number[]>();
  const add = (seat: TakenSeat, scores: number[]) => {
    if (found.has(seat)) refuse("SeatTwice", seat.miner);
    found.set(seat, scores);
  };
  for (const group of groupsOf(rows, ({ scores }) => String(scores))) {
    checkScores(group[0]!.scores);
    for (const { miner, scores } of group) {
      const seat = findSeat(round, miner);
      if (String(seat.scores) !== String(scores)) refuse("BadRow", miner);
      add(seat, scores);
    }
  }
  for (const group of groupsOf(openings, ({ scores, evidence }) => `${scores} ${evidence}`)) {
    checkScores(group[0]!.scores);
    for (const opening of group) {
      const { miner, scores } = opening;
      const seat = findSeat(round, miner);
      // One that was posted meanwhile counts as a posted row.
      if (seat.scores === undefined) checkOpening(world, competition, index, opening);
      else if (String(seat.scores) !== String(scores)) refuse("WrongOpening", miner);
      add(seat, scores);
    }
  }
  return found;
}

/** Rows are sent in groups of those that are alike. */
function groupsOf<Row>(rows: Row[], alike: (row: Row) => string): Row[][] {
  return [...Map.groupBy(rows, alike).values()];
}

/** The lower median; INVALID is the largest number and sorts last by itself. */
export function lowerMedian(scores: number[]): number {
  const sorted = [...scores].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)]!;
}

function checkMedians(medians: number[], round: Round, rows: number[][]): void {
  round.models.forEach((_, position) => {
    const claimed = medians[position];
    if (claimed !== lowerMedian(rows.map((row) => row[position]!))) {
      refuse("BadMedian", position, claimed);
    }
  });
}

function judge(competition: Competition, round: Round): void {
  const { terms, models, queue } = competition;
  const seats = round.seats.filter(({ scores }) => scores !== undefined);
  /** How many evaluations of each seat keep their part of the stake, and how many are paid */
  const kept = seats.map(() => 0);
  const paid = seats.map(() => 0);
  round.models.forEach((number, position) => {
    const model = models[number]!;
    const scores = seats.map((seat) => seat.scores![position]!);
    const median = lowerMedian(scores);
    const agrees = scores.map((score) => isInlier(score, median, terms.tolerance));
    const inliers = scores.filter((_, i) => agrees[i]);
    if (3 * inliers.length >= 2 * scores.length) {
      const sum = inliers.reduce((total, score) => total + score, 0);
      model.score = Math.floor(sum / inliers.length);
      model.status = "Scored";
      agrees.forEach((agreed, i) => {
        kept[i]! += agreed ? 1 : 0;
        paid[i]! += agreed ? 1 : 0;
      });
      return;
    }
    round.contested++;
    seats.forEach((_, i) => kept[i]!++);
    if (model.status === "Contested") {
      model.score = median;
      model.status = "Scored";
    } else {
      model.status = "Contested";
      queue.push(number);
    }
  });
  seats.forEach(({ miner: address }, i) => {
    const miner = competition.miners.get(address)!;
    const left = terms.seatStake * BigInt(kept[i]!) / BigInt(round.models.length);
    competition.forfeits += terms.seatStake - left;
    miner.deposit = left;
    miner.fees += feeOf(competition) * BigInt(paid[i]!);
    competition.fees += feeOf(competition) * BigInt(paid[i]!);
  });
  punishSilence(competition, round);
  round.status = "Settled";
}

export function isInlier(score: number, median: number, tolerance: number): boolean {
  if (score === INVALID || median === INVALID) return score === median;
  return Math.abs(score - median) <= tolerance;
}

/** A seat that never revealed forfeits its stake. */
function punishSilence(competition: Competition, round: Round): void {
  for (const { miner, scores } of round.seats) {
    if (scores !== undefined) continue;
    competition.miners.get(miner)!.deposit = 0n;
    competition.forfeits += competition.terms.seatStake;
  }
}

/** Models of a round that judged nothing wait again, behind the others. */
function sendBack({ queue }: Competition, round: Round): void {
  queue.push(...round.models);
}
