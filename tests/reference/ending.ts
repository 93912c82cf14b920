/**
 * Who gets what in the reference model: PROTOCOL.md, sections 6 (claim) and 7.
 *
 * @module
 */
import type { Address } from "viem";
import { liveRound } from "./rounds.ts";
import {
  buyInOf,
  type Competition,
  findCompetition,
  INVALID,
  isForgotten,
  type Miner,
  type Moment,
  type Payment,
  phaseOf,
  PHASES,
  refuse,
  type World,
} from "./state.ts";

/** What a claim pays: what is left of the deposit, and the fees. */
export function claimable(competition: Competition, miner: Miner): bigint {
  return liveRound(competition, miner) === undefined ? miner.deposit + miner.fees : 0n;
}

function payOut(
  world: World,
  competition: Competition,
  payment: Payment,
): Payment[] {
  // The contract takes no plain ether, so it stands for every receiver that refuses.
  if (payment.amount === 0n) return [];
  if (payment.to === world.contract) refuse("TransferFailed", payment.to);
  competition.held -= payment.amount;
  return [payment];
}

export function claim(
  world: World,
  sender: Address,
  id: number,
  to: Address,
): Payment[] {
  const competition = findCompetition(world, id);
  const miner = competition.miners.get(sender) ?? refuse("NotEnrolled", sender);
  const live = liveRound(competition, miner);
  if (live !== undefined) refuse("SeatHeld", live);
  const amount = claimable(competition, miner);
  const payments = payOut(world, competition, { to, amount });
  competition.miners.delete(sender);
  return payments;
}

export function claimFor(
  world: World,
  { now }: Moment,
  id: number,
  addresses: Address[],
): Payment[] {
  const competition = findCompetition(world, id);
  const phase = phaseOf(competition, now);
  if (phase !== "Settled" && phase !== "Cancelled" && now < competition.terms.evaluationEnd) {
    refuse("WrongPhase", PHASES.indexOf(phase));
  }
  return addresses.flatMap((address) => {
    const miner = competition.miners.get(address);
    if (miner === undefined || liveRound(competition, miner) !== undefined) return [];
    const amount = claimable(competition, miner);
    competition.miners.delete(address);
    // Whoever refuses is owed it.
    if (address === world.contract && amount > 0n) {
      credit(competition, address, amount);
      return [];
    }
    return payOut(world, competition, { to: address, amount });
  });
}

/** Rounds that are not recorded as over. */
export function runningRounds({ rounds }: Competition): number {
  return rounds.filter(({ status }) => status === "Running").length;
}

/** Everything but the deposits that are left and the fees that were earned. */
export function potOf(competition: Competition): bigint {
  const { fund, participants, forfeits, fees } = competition;
  return fund + buyInOf(competition) * BigInt(participants.length) + forfeits - fees;
}

function requireEnd(competition: Competition, now: number): void {
  const phase = phaseOf(competition, now);
  if (phase !== "Evaluation" || isForgotten(competition, now)) {
    refuse("WrongPhase", PHASES.indexOf(phase));
  }
  const running = runningRounds(competition);
  if (running > 0) refuse("StillRunning", running);
  const waiting = competition.queue.length;
  if (waiting > 0 && now < competition.terms.evaluationEnd) refuse("StillWaiting", waiting);
}

export function canFinalize(competition: Competition, now: number): boolean {
  try {
    requireEnd(competition, now);
    return true;
  } catch {
    return false;
  }
}

/** Numbers of the models that can win, best first: by score, then by earlier submission. */
export function ranking({ models }: Competition): number[] {
  return models
    .map((model, number) => ({ ...model, number }))
    .filter(({ status, score }) => status === "Scored" && score !== INVALID)
    .sort((a, b) => b.score - a.score || a.number - b.number)
    .map(({ number }) => number);
}

export function finalize(world: World, { now }: Moment, id: number): void {
  const competition = findCompetition(world, id);
  requireEnd(competition, now);
  const { models, participants, organizer, terms } = competition;
  const buyIn = buyInOf(competition);
  const ranked = ranking(competition).map((number) => models[number]!);
  let pot = potOf(competition);
  if (ranked.length === 0) {
    competition.ending = "Unwon";
    for (const participant of participants) credit(competition, participant, buyIn);
    credit(competition, organizer, pot - buyIn * BigInt(participants.length));
    return;
  }
  competition.ending = "Won";
  for (const participant of participants) {
    const own = models.filter(({ author }) => author === participant);
    // A model that stayed sealed is disqualified: its buy-in stays in the pot.
    const waited = own.some(({ status }) => status === "Waiting" || status === "Contested");
    if (!waited || own.some(({ status }) => status === "Scored")) continue;
    credit(competition, participant, buyIn);
    pot -= buyIn;
  }
  const shares = terms.prizeShares.length === 0 ? [10_000] : terms.prizeShares;
  let left = pot;
  shares.slice(1).forEach((share, i) => {
    const winner = ranked[i + 1];
    if (winner === undefined) return;
    const prize = pot * BigInt(share) / 10_000n;
    credit(competition, winner.author, prize);
    left -= prize;
  });
  // The first takes what rounding leaves, and the places that nobody took.
  credit(competition, ranked[0]!.author, left);
}

function credit({ owed }: Competition, account: Address, amount: bigint): void {
  owed.set(account, (owed.get(account) ?? 0n) + amount);
}

export function owedTo({ owed }: Competition, account: Address): bigint {
  return owed.get(account) ?? 0n;
}

export function withdraw(
  world: World,
  sender: Address,
  id: number,
  to: Address,
): Payment[] {
  const competition = findCompetition(world, id);
  const amount = owedTo(competition, sender);
  if (amount === 0n) refuse("NothingOwed", sender);
  const payments = payOut(world, competition, { to, amount });
  competition.owed.delete(sender);
  return payments;
}
