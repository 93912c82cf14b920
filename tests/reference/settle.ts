/**
 * How the reference model judges a round: PROTOCOL.md, section 6.
 *
 * @module
 */
import type { Address } from "viem";
import { checkOpening, commitsClosedAt, type Opening, revealsOpen, roundStatus } from "./rounds.ts";
import {
  type Competition,
  feeOf,
  findCompetition,
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
  const competition = findCompetition(world, id);
  const round = findRound(competition, index);
  const status = roundStatus(competition, round, now);
  if (status === "Void") {
    if (round.status === "Void") refuse("RoundOver");
    round.status = "Void";
    sendBack(competition, round);
    return;
  }
  if (status !== "Running") refuse("RoundOver");
  if (commitsClosedAt(competition, round, now) === undefined) refuse("CommitsOpen");
  const open = revealsOpen(competition, round, now);
  const posted = round.seats.filter(({ scores }) => scores !== undefined);
  if (!open && posted.length < competition.terms.quorum) {
    round.status = "Failed";
    punishSilence(competition, round);
    sendBack(competition, round);
    return;
  }
  for (const median of settlement.medians) {
    if (median > 100_000 && median !== 0xffffff) refuse("BadScore", median);
  }
  const revealed = collectRows(world, competition, index, settlement, open);
  const needed = open ? round.seats.length : posted.length;
  if (revealed.size !== needed) refuse("RowsMissing", revealed.size, needed);
  checkMedians(settlement.medians, round, [...revealed.values()]);
  for (const [seat, scores] of revealed) seat.scores = scores;
  judge(competition, round);
}

/** The supplied rows by seat, each checked against what was posted or committed. */
function collectRows(
  world: World,
  competition: Competition,
  index: number,
  { rows, openings }: Settlement,
  open: boolean,
): Map<TakenSeat, number[]> {
  const round = competition.rounds[index]!;
  const found = new Map<TakenSeat, number[]>();
  for (const { miner, scores } of rows) {
    const seat = round.seats.find((candidate) => candidate.miner === miner);
    if (seat === undefined) return refuse("NoSeat", miner);
    if (String(seat.scores) !== String(scores)) refuse("BadRow", miner);
    if (found.has(seat)) refuse("SeatTwice", miner);
    found.set(seat, scores);
  }
  if (openings.length > 0 && !open) refuse("RevealsClosed");
  for (const opening of openings) {
    const taken = round.seats.find(({ miner }) => miner === opening.miner);
    if (taken !== undefined && found.has(taken)) refuse("SeatTwice", opening.miner);
    if (taken?.scores !== undefined) {
      // Posted meanwhile: it counts as a posted row.
      if (String(taken.scores) !== String(opening.scores)) refuse("WrongOpening", opening.miner);
      found.set(taken, opening.scores);
      continue;
    }
    const seat = checkOpening(world, competition, index, opening);
    found.set(seat, opening.scores);
  }
  return found;
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

function isInlier(score: number, median: number, tolerance: number): boolean {
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
