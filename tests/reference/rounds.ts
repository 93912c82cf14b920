/**
 * Rounds of the reference model, up to their rows: PROTOCOL.md, section 6.
 *
 * @module
 */
import { type Address, encodeAbiParameters, type Hex, keccak256 } from "viem";
import { commitmentOf, packScores } from "../../miner/chain/commitment.ts";
import {
  type Competition,
  findCompetition,
  findRound,
  INVALID,
  isForgotten,
  type Miner,
  type Moment,
  phaseOf,
  PHASES,
  refuse,
  requirePhase,
  type Round,
  ROUND_SIZE,
  type TakenSeat,
  type World,
} from "./state.ts";

/** How many bytes of a commitment are kept. */
const KEPT_BYTES = 23;

/** What a miner reveals. */
export interface Opening {
  miner: Address;
  scores: number[];
  evidence: Hex;
  salt: Hex;
}

/** Whether a round ran out of time short of its quorum: a call of `settle` records that it is void. */
export function isVoid({ terms }: Competition, round: Round, now: number): boolean {
  return round.status === "Running" && now >= terms.evaluationEnd &&
    round.seats.length < terms.quorum;
}

/** When the commit window ends: no evaluation begins after the last one's end. */
export function windowEnd({ terms }: Competition, round: Round): number {
  return Math.min(round.openedAt + terms.commitWindow, terms.evaluationEnd);
}

/** When commits closed, undefined while they are open. */
export function commitsClosedAt(
  competition: Competition,
  round: Round,
  now: number,
): number | undefined {
  if (round.closedAt !== undefined) return round.closedAt;
  const end = windowEnd(competition, round);
  return now >= end && round.seats.length >= competition.terms.quorum ? end : undefined;
}

/** Whether rows can be posted at a moment, by its reveal window alone. */
export function revealsOpen(competition: Competition, round: Round, now: number): boolean {
  const closed = commitsClosedAt(competition, round, now);
  return closed !== undefined && now < closed + competition.terms.revealWindow;
}

/** The round a miner sits in until it is recorded as over. */
export function liveRound(competition: Competition, miner: Miner): number | undefined {
  if (miner.seat === undefined) return undefined;
  const round = competition.rounds[miner.seat.round]!;
  return round.status === "Running" ? miner.seat.round : undefined;
}

/**
 * The first round that a miner without a live seat may sit in: after the last one, and opened after
 * its deposit was whole.
 */
export function firstRound({ seat, enrolledBefore }: Miner): number {
  return seat === undefined ? enrolledBefore : Math.max(enrolledBefore, seat.round + 1);
}

export function enrol(
  world: World,
  { now }: Moment,
  sender: Address,
  id: number,
  value: bigint,
): void {
  const competition = findCompetition(world, id);
  const { terms, miners } = competition;
  requireBeforeEnd(competition, now);
  const miner = miners.get(sender);
  const live = miner && liveRound(competition, miner);
  if (live !== undefined) refuse("SeatHeld", live);
  const due = terms.seatStake - (miner?.deposit ?? 0n);
  if (miner !== undefined && due === 0n) refuse("AlreadyEnrolled", sender);
  if (value !== due) refuse("WrongValue", value, due);
  competition.held += value;
  if (miner === undefined) {
    miners.set(sender, { deposit: value, fees: 0n, enrolledBefore: competition.rounds.length });
  } else {
    miner.deposit += value;
    miner.enrolledBefore = competition.rounds.length;
  }
}

/** Refuses once the competition is over, or its evaluation. */
export function requireBeforeEnd(competition: Competition, now: number): void {
  requirePhase(competition, now, "Registration", "Submission", "Opening", "Evaluation");
  if (now >= competition.terms.evaluationEnd) {
    refuse("WrongPhase", PHASES.indexOf(phaseOf(competition, now)));
  }
}

/** When the next round may be opened: 0, at once, when it would be full or no more models can come. */
export function earliestRound(competition: Competition, now: number): number {
  const { terms, rounds, queue, models } = competition;
  const full = queue.length >= ROUND_SIZE || models.length === terms.maxModels;
  if (full || now >= terms.openingEnd) return 0;
  const last = rounds.at(-1)?.openedAt ?? terms.registrationEnd;
  return last + terms.roundInterval;
}

/** Whether rounds may be opened: open competitions evaluate while models still come. */
export function isEvaluating(competition: Competition, now: number): boolean {
  const { terms } = competition;
  if (now >= terms.evaluationEnd || isForgotten(competition, now)) return false;
  const phase = phaseOf(competition, now);
  const open = BigInt(terms.testKeyCommitment) === 0n;
  return phase === "Evaluation" || (open && phase === "Submission");
}

export function openRound(world: World, { now, block }: Moment, id: number): void {
  const competition = findCompetition(world, id);
  const { queue, rounds, miners } = competition;
  if (!isEvaluating(competition, now)) {
    refuse("WrongPhase", PHASES.indexOf(phaseOf(competition, now)));
  }
  if (queue.length === 0) refuse("NothingToEvaluate");
  const earliest = earliestRound(competition, now);
  if (now < earliest) refuse("RoundTooSoon", earliest);
  rounds.push({
    models: queue.splice(0, ROUND_SIZE),
    openedAt: now,
    candidates: miners.size,
    anchorBlock: block,
    seats: [],
    posted: 0,
    contested: 0,
    status: "Running",
  });
}

/** Refuses unless commits are open. */
export function requireCommits(competition: Competition, round: Round, now: number): void {
  if (round.status !== "Running") refuse("RoundOver");
  const closed = commitsClosedAt(competition, round, now) !== undefined;
  if (closed || isVoid(competition, round, now)) refuse("CommitsClosed");
}

/** A drawn round's seed, as the first commit captures it; undefined where everybody may sit. */
export function seedOf({ terms }: Competition, round: Round, moment: Moment): Hex | undefined {
  if (round.candidates <= terms.seats) return undefined;
  if (round.seed !== undefined) return round.seed;
  if (moment.block <= round.anchorBlock) refuse("SeedPending");
  return moment.hashOf(round.anchorBlock) ?? refuse("SeedPending");
}

export function captureSeed(world: World, moment: Moment, id: number, index: number): void {
  findCompetition(world, id);
  const { competition, round } = findRound(world, id, index);
  // A seed that comes too late for any commit does no harm.
  if (round.status !== "Running") refuse("RoundOver");
  if (round.candidates <= competition.terms.seats) refuse("NoDraw");
  if (round.seed !== undefined) refuse("RoundOver");
  if (moment.block <= round.anchorBlock) refuse("SeedPending");
  round.seed = moment.hashOf(round.anchorBlock);
  if (round.seed === undefined) round.anchorBlock = moment.block;
}

/** Whether a miner is drawn: ever more of them are as the commit window passes. */
function isDrawn(
  { terms }: Competition,
  round: Round,
  seed: Hex,
  miner: Address,
  now: number,
): boolean {
  const quarters = Math.floor((now - round.openedAt) * 4 / terms.commitWindow);
  const wanted = 2n * BigInt(terms.seats) * 2n ** BigInt(quarters);
  const candidates = BigInt(round.candidates);
  if (wanted >= candidates) return true;
  const ticket = keccak256(
    encodeAbiParameters([{ type: "bytes32" }, { type: "address" }], [seed, miner]),
  );
  return BigInt(ticket) < (2n ** 256n - 1n) / candidates * wanted;
}

export function commit(
  world: World,
  moment: Moment,
  sender: Address,
  id: number,
  index: number,
  commitment: Hex,
): void {
  const { competition, round } = findRound(world, id, index);
  const { terms, miners } = competition;
  requireCommits(competition, round, moment.now);
  const seed = seedOf(competition, round, moment);
  const miner = miners.get(sender) ?? refuse("NotEnrolled", sender);
  const live = liveRound(competition, miner);
  if (live !== undefined) refuse("SeatHeld", live);
  if (miner.deposit < terms.seatStake) refuse("StakeShort", terms.seatStake - miner.deposit);
  const first = firstRound(miner);
  if (index < first) refuse("RoundTooEarly", first);
  if (seed && !isDrawn(competition, round, seed, sender, moment.now)) refuse("NotDrawn", sender);
  round.seed = seed;
  miner.seat = { round: index, number: round.seats.length };
  round.seats.push({ miner: sender, commitment: kept(commitment) });
  const late = moment.now >= windowEnd(competition, round);
  if (round.seats.length === terms.seats || (late && round.seats.length >= terms.quorum)) {
    round.closedAt = moment.now;
  }
}

export function findSeat({ seats }: Round, address: Address): TakenSeat {
  return seats.find(({ miner }) => miner === address) ?? refuse("NoSeat", address);
}

/** The seat whose commitment an opening fits. */
export function checkOpening(
  world: World,
  competition: Competition,
  index: number,
  opening: Opening,
): TakenSeat {
  const seat = findSeat(competition.rounds[index]!, opening.miner);
  const commitment = commitmentOf({
    ...opening,
    chainId: world.chainId,
    contract: world.contract,
    competition: BigInt(competition.id),
    round: index,
    scores: packScores(opening.scores),
  });
  if (kept(commitment) !== seat.commitment) refuse("WrongOpening", opening.miner);
  return seat;
}

export function checkScores(scores: number[]): void {
  for (const score of scores) {
    if (score > 100_000 && score !== INVALID) refuse("BadScore", score);
  }
}

export function reveal(
  world: World,
  { now }: Moment,
  id: number,
  index: number,
  opening: Opening,
): void {
  const { competition, round } = findRound(world, id, index);
  if (round.status !== "Running") refuse("RoundOver");
  if (commitsClosedAt(competition, round, now) === undefined) refuse("CommitsOpen");
  if (!revealsOpen(competition, round, now)) refuse("RevealsClosed");
  const taken = findSeat(round, opening.miner);
  if (taken.scores !== undefined) refuse("SeatTwice", opening.miner);
  if (opening.scores.length !== round.models.length) refuse("BadRow", opening.miner);
  checkScores(opening.scores);
  const seat = checkOpening(world, competition, index, opening);
  seat.scores = opening.scores;
  round.posted++;
}

function kept(commitment: Hex): Hex {
  return commitment.slice(0, 2 + 2 * KEPT_BYTES) as Hex;
}
