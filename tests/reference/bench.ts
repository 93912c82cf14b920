/**
 * Miners' deposits in the reference model: how they come, and every way in which they go home.
 * PROTOCOL.md, section 6.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import { mayEnrol, phaseOf } from "./clock.ts";
import { feeUnitOf, payOut, pushOut } from "./money.ts";
import { findCompetition, refuse } from "./refusal.ts";
import {
  type Miner,
  type Moment,
  MOST_DEPOSITS,
  type Payment,
  PHASES,
  type ReferenceCompetition,
  runningRound,
  type World,
} from "./state.ts";
import { termsHashOf } from "./terms.ts";

/** Refuses money that is meant for other terms. */
export function requireTerms({ organizer, fund, terms }: ReferenceCompetition, found: Hex): void {
  const expected = termsHashOf(organizer, fund, terms);
  if (found !== expected) refuse("OtherTerms", found, expected);
}

/** Deposits that there are. */
export function enrolledIn({ miners }: ReferenceCompetition): number {
  return [...miners.values()].filter(({ depositedAt }) => depositedAt !== undefined).length;
}

function takeDeposits(
  competition: ReferenceCompetition,
  now: number,
  termsHash: Hex,
  addresses: Address[],
  value: bigint,
): void {
  const { terms, miners } = competition;
  if (!mayEnrol(competition, now)) {
    refuse("WrongPhase", PHASES.indexOf(phaseOf(competition, now)));
  }
  requireTerms(competition, termsHash);
  const due = terms.seatStake * BigInt(addresses.length);
  if (value !== due) refuse("WrongValue", value, due);
  if (enrolledIn(competition) + addresses.length > MOST_DEPOSITS) {
    refuse("BenchFull", MOST_DEPOSITS);
  }
  for (const address of addresses) {
    const miner = miners.get(address);
    if (miner?.depositedAt !== undefined) refuse("AlreadyEnrolled", address);
    // Whoever lost a deposit keeps what it earned before.
    miners.set(address, { depositedAt: now, units: miner?.units ?? 0n });
  }
  competition.held += value;
}

export function enrol(
  world: World,
  { now }: Moment,
  sender: Address,
  id: number,
  termsHash: Hex,
  value: bigint,
): void {
  takeDeposits(findCompetition(world, id), now, termsHash, [sender], value);
}

export function enrolFor(
  world: World,
  { now }: Moment,
  id: number,
  termsHash: Hex,
  addresses: Address[],
  value: bigint,
): void {
  takeDeposits(findCompetition(world, id), now, termsHash, addresses, value);
}

/** The running round in which a miner holds a seat. */
export function liveRound(competition: ReferenceCompetition, miner: Miner): number | undefined {
  const running = runningRound(competition);
  return miner.seat !== undefined && miner.seat.round === running ? running : undefined;
}

/** What a miner takes home: its deposit, if it has one, and its fees; nothing while it sits. */
export function claimable(competition: ReferenceCompetition, miner: Miner): bigint {
  if (liveRound(competition, miner) !== undefined) return 0n;
  const stake = miner.depositedAt === undefined ? 0n : competition.terms.seatStake;
  return stake + miner.units * feeUnitOf(competition);
}

/** Whether there is anything at all: a lost deposit without fees leaves nothing behind. */
function isThere({ depositedAt, units }: Miner): boolean {
  return depositedAt !== undefined || units > 0n;
}

export function claim(world: World, sender: Address, id: number, to: Address): Payment[] {
  const competition = findCompetition(world, id);
  const miner = competition.miners.get(sender);
  const live = miner && liveRound(competition, miner);
  if (live !== undefined) refuse("SeatHeld", live);
  if (miner === undefined || !isThere(miner)) refuse("NotEnrolled", sender);
  const payments = payOut(world, competition, { to, amount: claimable(competition, miner) });
  competition.miners.delete(sender);
  return payments;
}

function sendHome(world: World, competition: ReferenceCompetition, address: Address): Payment[] {
  const amount = claimable(competition, competition.miners.get(address)!);
  competition.miners.delete(address);
  return pushOut(world, competition, { to: address, amount });
}

export function claimFor(world: World, id: number, addresses: Address[]): Payment[] {
  const competition = findCompetition(world, id);
  if (competition.ending === "Running") refuse("NotEnded");
  return addresses.flatMap((address) => {
    const miner = competition.miners.get(address);
    return miner !== undefined && isThere(miner) ? sendHome(world, competition, address) : [];
  });
}
