/**
 * Who wins in the reference model: PROTOCOL.md, section 7.
 *
 * @module
 */
import type { Address } from "viem";
import { awaitsRound, partsEnd } from "./clock.ts";
import { allRefunds, burn, credit, owedTo, payOut, potOf, shutBonds } from "./money.ts";
import { findCompetition, Refusal, refuse, requirePhase } from "./refusal.ts";
import {
  INVALID,
  isSealed,
  type Moment,
  participantOf,
  type Payment,
  PHASES,
  type ReferenceCompetition,
  runningRound,
  type World,
} from "./state.ts";

function requireFinal(competition: ReferenceCompetition, now: number): void {
  requirePhase(competition, now, "Evaluation");
  if (isSealed(competition)) {
    // Whatever has no good test set is cancelled instead.
    if (competition.testSet !== "Good") refuse("WrongPhase", PHASES.indexOf("Evaluation"));
  } else {
    const earliest = partsEnd(competition);
    if (now < earliest) refuse("TooEarly", earliest);
  }
  const running = runningRound(competition);
  if (running !== undefined) refuse("RoundRuns", running);
  if (awaitsRound(competition, now)) refuse("StillWaiting", competition.queue.length);
}

export function canFinalize(competition: ReferenceCompetition, now: number): boolean {
  try {
    requireFinal(competition, now);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** Numbers of the models that can win, best first: by score, then by place. */
export function ranking({ models }: ReferenceCompetition): number[] {
  return models
    .map((model, number) => ({ ...model, number }))
    .filter(({ status, score }) => status === "Scored" && score !== INVALID)
    .sort((a, b) => b.score - a.score || a.number - b.number)
    .map(({ number }) => number);
}

export function finalize(world: World, { now }: Moment, id: number): Payment[] {
  const competition = findCompetition(world, id);
  requireFinal(competition, now);
  const { fund, terms, organizer } = competition;
  const winners = ranking(competition).map((number) => competition.models[number]!.author!);
  competition.ending = winners.length > 0 ? "Won" : "Unwon";
  const left = potOf(competition) - allRefunds(competition);
  if (winners.length === 0) {
    const back = min(fund, left);
    credit(competition, organizer, back);
    return burn(competition, left - back + shutBonds(competition));
  }
  // Nobody wins what parts brought in beyond the fees.
  const prize = terms.returnsBuyIns ? min(fund, left) : left;
  share(competition, winners, prize);
  return burn(competition, left - prize + shutBonds(competition));
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** The first takes what rounding leaves, and the places that nobody took. */
function share(competition: ReferenceCompetition, winners: Address[], prize: bigint): void {
  const { prizeShares } = competition.terms;
  let rest = prize;
  prizeShares.slice(1).forEach((basisPoints, i) => {
    const winner = winners[i + 1];
    if (winner === undefined) return;
    const amount = prize * BigInt(basisPoints) / 10_000n;
    credit(competition, winner, amount);
    rest -= amount;
  });
  credit(competition, winners[0]!, rest);
}

export function withdraw(world: World, sender: Address, id: number, to: Address): Payment[] {
  const competition = findCompetition(world, id);
  const amount = owedTo(competition, sender);
  if (amount === 0n) refuse("NothingOwed", sender);
  const payments = payOut(world, competition, { to, amount });
  competition.credits.delete(sender);
  const participant = participantOf(competition, sender);
  // Before an ending there is no refund yet.
  if (participant && competition.ending !== "Running") participant.refunded = true;
  return payments;
}
