/**
 * Rounds of the reference model, up to their rows, and the two ways in which they judge nothing:
 * PROTOCOL.md, section 6.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import { commitmentOf, packScores } from "../../protocol/round/commitment.ts";
import {
  countingAt,
  isCounting,
  nextRound,
  phaseOf,
  quorumOf,
  revealEnd,
  takesCommits,
} from "./clock.ts";
import { liveRound } from "./bench.ts";
import { burn } from "./money.ts";
import { findCompetition, findRunning, refuse } from "./refusal.ts";
import {
  ABSTAIN,
  INVALID,
  type Moment,
  MOST_COMMITS,
  type Payment,
  PERFECT,
  PHASES,
  type ReferenceCompetition,
  type Round,
  ROUND_SIZE,
  runningRound,
  type TakenSeat,
  type World,
} from "./state.ts";

/** How many bytes of a commitment are kept. */
const KEPT_BYTES = 20;

/** What a miner reveals. */
export interface Opening {
  miner: Address;
  scores: number[];
  evidence: Hex;
  salt: Hex;
}

export function openRound(world: World, { now }: Moment, id: number): void {
  const competition = findCompetition(world, id);
  const { queue, rounds, terms } = competition;
  const phase = phaseOf(competition, now);
  if (phase === "Registration" || competition.ending !== "Running") {
    refuse("WrongPhase", PHASES.indexOf(phase));
  }
  const running = runningRound(competition);
  if (running !== undefined) refuse("RoundRuns", running);
  const { testSet, waiting, earliest, latest } = nextRound(competition);
  if (waiting === 0) refuse("NothingToEvaluate");
  if (now < earliest) refuse("RoundTooSoon", earliest);
  if (now >= latest) refuse("TooLate", latest);
  const counted = countingAt(competition, now);
  const quorum = quorumOf(competition);
  if (counted < quorum) refuse("TooFewDeposits", counted, quorum);
  const models = testSet ? [] : queue.slice(0, ROUND_SIZE);
  const closesAt = now + terms.commitWindow;
  rounds.push(newRound({ testSet, models, counted, quorum, openedAt: now, closesAt }));
}

export function newRound(
  opened: Pick<Round, "testSet" | "models" | "counted" | "quorum" | "openedAt" | "closesAt">,
): Round {
  const nothing = { revealed: 0, agreed: 0, lost: 0, seats: [], results: [] };
  return { ...opened, ...nothing, status: "Running" };
}

/** Places of a row. */
export function widthOf({ testSet, models }: Round): number {
  return testSet ? 1 : models.length;
}

/** A round that takes commits. */
export function findCommitting(world: World, { now }: Moment, id: number, index: number) {
  const found = findRunning(world, id, index);
  if (!takesCommits(found.round, now)) refuse("CommitsClosed");
  return found;
}

export function commit(
  world: World,
  moment: Moment,
  sender: Address,
  id: number,
  index: number,
  commitment: Hex,
): void {
  const { competition, round } = findCommitting(world, moment, id, index);
  const miner = competition.miners.get(sender);
  const live = miner && liveRound(competition, miner);
  if (live !== undefined) refuse("SeatHeld", live);
  if (miner?.depositedAt === undefined) refuse("NotEnrolled", sender);
  if (!isCounting(competition, miner, round.openedAt)) refuse("DepositTooNew", sender);
  takeSeat(competition, index, sender, kept(commitment), moment.now);
}

export function takeSeat(
  { rounds, miners }: ReferenceCompetition,
  index: number,
  miner: Address,
  commitment: Hex,
  now: number,
): void {
  const round = rounds[index]!;
  miners.get(miner)!.seat = { round: index, number: round.seats.length };
  round.seats.push({ miner, commitment });
  if (round.seats.length === Math.min(round.counted, MOST_COMMITS)) round.closesAt = now;
}

export function findSeat({ seats }: Round, address: Address): TakenSeat {
  return seats.find(({ miner }) => miner === address) ?? refuse("NoSeat", address);
}

/** Whether an opening is what the seat's miner committed to. */
export function opens(
  world: World,
  id: number,
  index: number,
  seat: TakenSeat,
  opening: Opening,
): boolean {
  const commitment = commitmentOf({
    ...opening,
    chainId: world.chainId,
    contract: world.contract,
    competition: BigInt(id),
    round: index,
    scores: packScores(opening.scores),
  });
  return kept(commitment) === seat.commitment;
}

function kept(commitment: Hex): Hex {
  return commitment.slice(0, 2 + 2 * KEPT_BYTES) as Hex;
}

export function checkScores(scores: number[]): void {
  for (const score of scores) {
    if (score > PERFECT && score !== INVALID && score !== ABSTAIN) refuse("BadScore", score);
  }
}

export function reveal(
  world: World,
  { now }: Moment,
  id: number,
  index: number,
  opening: Opening,
): void {
  const { competition, round } = findRunning(world, id, index);
  if (takesCommits(round, now)) refuse("CommitsOpen");
  if (now >= revealEnd(competition, round)) refuse("RevealsClosed");
  requireQuorum(round, round.seats.length);
  const seat = findSeat(round, opening.miner);
  if (seat.scores !== undefined) refuse("SeatTwice", opening.miner);
  if (opening.scores.length !== widthOf(round)) refuse("BadRow", opening.miner);
  checkScores(opening.scores);
  if (!opens(world, id, index, seat, opening)) refuse("WrongOpening", opening.miner);
  seat.scores = opening.scores;
  round.revealed++;
}

export function requireQuorum({ quorum }: Round, found: number): void {
  if (found < quorum) refuse("NoQuorum", found, quorum);
}

function requireNoQuorum({ quorum }: Round, found: number): void {
  if (found >= quorum) refuse("HasQuorum", found, quorum);
}

/** Ends a round as expired: its models are still at the front of the queue. */
export function expire(round: Round): void {
  round.status = "Expired";
}

export function expireRound(world: World, { now }: Moment, id: number, index: number): void {
  const { round } = findRunning(world, id, index);
  if (takesCommits(round, now)) refuse("CommitsOpen");
  requireNoQuorum(round, round.seats.length);
  expire(round);
}

export function failRound(world: World, { now }: Moment, id: number, index: number): Payment[] {
  const { competition, round } = findRunning(world, id, index);
  requireQuorum(round, round.seats.length);
  const until = revealEnd(competition, round);
  if (now < until) refuse("RevealsOpen", until);
  requireNoQuorum(round, round.revealed);
  round.status = "Failed";
  const silent = round.seats.filter(({ scores }) => scores === undefined);
  return takeStakes(competition, round, silent);
}

/** Burns the whole stakes of a round's seats. */
export function takeStakes(
  competition: ReferenceCompetition,
  round: Round,
  seats: TakenSeat[],
): Payment[] {
  round.lost = seats.length;
  for (const { miner } of seats) competition.miners.get(miner)!.depositedAt = undefined;
  return burn(competition, competition.terms.seatStake * BigInt(seats.length));
}
