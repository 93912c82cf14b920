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
  noMoreCanCome,
  phaseOf,
  PHASES,
  refuse,
  requirePhase,
  type Round,
  ROUND_SIZE,
  type RoundStatus,
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

/** The status at a moment: short of its quorum at the end of the evaluation, a round is void. */
export function roundStatus({ terms }: Competition, round: Round, now: number): RoundStatus {
  if (round.status !== "Running") return round.status;
  if (now >= terms.evaluationEnd && round.seats.length < terms.quorum) return "Void";
  return "Running";
}

/** When commits closed, undefined while they are open. */
export function commitsClosedAt(
  { terms }: Competition,
  round: Round,
  now: number,
): number | undefined {
  if (round.closedAt !== undefined) return round.closedAt;
  const windowEnd = round.openedAt + terms.commitWindow;
  return now >= windowEnd && round.seats.length >= terms.quorum ? windowEnd : undefined;
}

/** Whether rows can be posted at a moment, by its reveal window alone. */
export function revealsOpen(competition: Competition, round: Round, now: number): boolean {
  const closed = commitsClosedAt(competition, round, now);
  return closed !== undefined && now < closed + competition.terms.revealWindow;
}

/** The round a miner sits in while it is neither settled nor void. */
export function liveRound(
  competition: Competition,
  miner: Miner,
  now: number,
): number | undefined {
  if (miner.seat === undefined) return undefined;
  const round = competition.rounds[miner.seat.round]!;
  return roundStatus(competition, round, now) === "Running" ? miner.seat.round : undefined;
}

/** The first round that a miner without a live seat may sit in: it goes on from the last one. */
export function firstRound({ seat, enrolledBefore }: Miner): number {
  return seat === undefined ? enrolledBefore : seat.round + 1;
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
  const due = terms.seatStake - (miner?.deposit ?? 0n);
  if (miner !== undefined && due === 0n) refuse("AlreadyEnrolled", sender);
  if (value !== due) refuse("WrongValue", value, due);
  competition.held += value;
  if (miner === undefined) {
    miners.set(sender, { deposit: value, fees: 0n, enrolledBefore: competition.rounds.length });
  } else {
    miner.deposit += value;
  }
}

/** Refuses once the competition is over, or its evaluation. */
function requireBeforeEnd(competition: Competition, now: number): void {
  requirePhase(competition, now, "Registration", "Submission", "Opening", "Evaluation");
  if (now >= competition.terms.evaluationEnd) {
    refuse("WrongPhase", PHASES.indexOf(phaseOf(competition, now)));
  }
}

/** When the next round may be opened, however few models wait. */
export function earliestRound(competition: Competition, now: number): number {
  const { terms, rounds, queue } = competition;
  const last = rounds.at(-1);
  if (last === undefined || queue.length >= ROUND_SIZE || noMoreCanCome(competition, now)) return 0;
  return last.openedAt + terms.roundInterval;
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
function requireCommits(competition: Competition, round: Round, now: number): void {
  if (roundStatus(competition, round, now) !== "Running") refuse("RoundOver");
  if (commitsClosedAt(competition, round, now) !== undefined) refuse("CommitsClosed");
}

export function captureSeed(world: World, moment: Moment, id: number, index: number): void {
  const competition = findCompetition(world, id);
  const round = findRound(competition, index);
  // A seed that comes too late for any commit does no harm.
  if (round.status !== "Running" || round.seed !== undefined) refuse("RoundOver");
  if (round.candidates <= competition.terms.seats) refuse("NoDraw");
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
  const competition = findCompetition(world, id);
  const { terms, miners } = competition;
  const round = findRound(competition, index);
  requireCommits(competition, round, moment.now);
  const miner = miners.get(sender) ?? refuse("NotEnrolled", sender);
  const live = liveRound(competition, miner, moment.now);
  if (live !== undefined) refuse("SeatHeld", live);
  const first = firstRound(miner);
  if (index < first) refuse("RoundTooEarly", first);
  if (miner.deposit < terms.seatStake) refuse("StakeShort", terms.seatStake - miner.deposit);
  let seed = round.seed;
  if (round.candidates > terms.seats) {
    if (moment.block <= round.anchorBlock) refuse("SeedPending");
    seed ??= moment.hashOf(round.anchorBlock) ?? refuse("SeedPending");
    if (!isDrawn(competition, round, seed, sender, moment.now)) refuse("NotDrawn", sender);
  }
  round.seed = seed;
  miner.seat = { round: index, number: round.seats.length };
  round.seats.push({ miner: sender, commitment: kept(commitment) });
  const late = moment.now >= round.openedAt + terms.commitWindow;
  if (round.seats.length === terms.seats || (late && round.seats.length >= terms.quorum)) {
    round.closedAt = moment.now;
  }
}

/** The seat whose commitment an opening fits. */
export function checkOpening(
  world: World,
  competition: Competition,
  index: number,
  opening: Opening,
): TakenSeat {
  const round = competition.rounds[index]!;
  const seat = round.seats.find(({ miner }) => miner === opening.miner);
  // A seat that has revealed keeps no commitment that could be opened again.
  if (seat === undefined || seat.scores !== undefined) return refuse("NoSeat", opening.miner);
  checkScores(opening.scores);
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

function checkScores(scores: number[]): void {
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
  const competition = findCompetition(world, id);
  const round = findRound(competition, index);
  if (roundStatus(competition, round, now) !== "Running") refuse("RoundOver");
  if (commitsClosedAt(competition, round, now) === undefined) refuse("CommitsOpen");
  if (!revealsOpen(competition, round, now)) refuse("RevealsClosed");
  if (opening.scores.length !== round.models.length) refuse("BadRow", opening.miner);
  const seat = checkOpening(world, competition, index, opening);
  seat.scores = opening.scores;
  round.posted++;
}

function kept(commitment: Hex): Hex {
  return commitment.slice(0, 2 + 2 * KEPT_BYTES) as Hex;
}
