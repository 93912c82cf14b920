/**
 * What the reference model shows of a competition, in the shape of the contract's views.
 *
 * @module
 */
import type { Address } from "viem";
import { canFinalize, claimable, potOf, ranking, runningRounds } from "./ending.ts";
import {
  commitsClosedAt,
  earliestRound,
  firstRound,
  isEvaluating,
  isVoid,
  liveRound,
  revealsOpen,
  windowEnd,
} from "./rounds.ts";
import {
  buyInOf,
  type Competition,
  ENDINGS,
  feeOf,
  isForgotten,
  type Model,
  MODEL_STATUSES,
  type Phase,
  phaseOf,
  PHASES,
  type Round,
  ROUND_STATUSES,
} from "./state.ts";

/** The most prizes of a competition. */
const PLACES = 6;
const ZERO = `0x${"00".repeat(32)}`;

export function standingOf(competition: Competition, now: number) {
  const { queue } = competition;
  return {
    organizer: competition.organizer,
    fund: competition.fund,
    phase: PHASES.indexOf(phaseOf(competition, now)),
    phaseEnd: phaseEnd(competition, now),
    time: now,
    ending: ENDINGS.indexOf(competition.ending),
    participants: competition.participants.length,
    models: competition.models.length,
    rounds: competition.rounds.length,
    queued: queue.length,
    running: runningRounds(competition),
    enrolled: competition.miners.size,
    buyIn: buyInOf(competition),
    fee: feeOf(competition),
    pot: potOf(competition),
    held: competition.held,
    ...nextRound(competition, now),
    canFinalize: canFinalize(competition, now),
    canCancel: phaseOf(competition, now) === "Evaluation" && isForgotten(competition, now),
    testKey: competition.testKey ?? ZERO,
  };
}

function phaseEnd(competition: Competition, now: number): number {
  const { terms } = competition;
  const ends: Partial<Record<Phase, number>> = {
    Registration: terms.registrationEnd,
    Submission: terms.submissionEnd,
    Opening: terms.openingEnd,
    Evaluation: terms.evaluationEnd,
  };
  return ends[phaseOf(competition, now)] ?? 0;
}

function nextRound(competition: Competition, now: number) {
  if (!isEvaluating(competition, now) || competition.queue.length === 0) {
    return { canOpenRound: false, nextRound: 0 };
  }
  const earliest = earliestRound(competition, now);
  return { canOpenRound: now >= earliest, nextRound: Math.max(now, earliest) };
}

export function modelsOf({ models }: Competition) {
  return {
    models: models.map(modelOf),
    digests: models.map(({ digest }) => digest),
    keyCommitments: models.map(({ keyCommitment }) => keyCommitment),
  };
}

function modelOf({ author, submittedAt, size, score, status }: Model) {
  return { author, submittedAt, size, score, status: MODEL_STATUSES.indexOf(status) };
}

/** As many as there can be prizes, best first; the verdict INVALID never wins. */
export function podiumOf(competition: Competition) {
  const best = ranking(competition).slice(0, PLACES);
  return {
    numbers: best.map((number) => BigInt(number)),
    models: best.map((number) => modelOf(competition.models[number]!)),
  };
}

export function seatOf(competition: Competition, address: Address) {
  const miner = competition.miners.get(address);
  if (miner === undefined) {
    return {
      enrolled: false,
      committed: false,
      revealed: false,
      round: 0,
      seat: 0,
      claimable: 0n,
      shortfall: 0n,
    };
  }
  const live = liveRound(competition, miner);
  const seat = live === undefined ? undefined : miner.seat;
  const row = seat && competition.rounds[seat.round]!.seats[seat.number]!.scores;
  return {
    enrolled: true,
    committed: seat !== undefined && row === undefined,
    revealed: row !== undefined,
    round: seat?.round ?? firstRound(miner),
    seat: seat?.number ?? 0,
    claimable: claimable(competition, miner),
    shortfall: seat === undefined ? competition.terms.seatStake - miner.deposit : 0n,
  };
}

export function roundOf(competition: Competition, index: number, now: number) {
  const round = competition.rounds[index]!;
  const { terms } = competition;
  const running = round.status === "Running";
  const closed = commitsClosedAt(competition, round, now);
  const commitsOpen = running && closed === undefined && !isVoid(competition, round, now);
  return {
    status: ROUND_STATUSES.indexOf(round.status),
    seats: terms.seats,
    taken: round.seats.length,
    revealed: round.posted,
    contested: round.contested,
    drawn: round.candidates > terms.seats,
    openedAt: round.openedAt,
    models: round.models,
    commitsOpen,
    revealsOpen: running && revealsOpen(competition, round, now),
    commitEnd: windowEnd(competition, round),
    revealEnd: !running || closed === undefined ? 0 : closed + terms.revealWindow,
    seed: round.seed ?? ZERO,
    canSettle: canSettle(competition, round, now),
  };
}

/** Whether a round can be settled with the posted rows alone. */
export function canSettle(competition: Competition, round: Round, now: number): boolean {
  if (round.status !== "Running") return false;
  if (isVoid(competition, round, now)) return true;
  if (commitsClosedAt(competition, round, now) === undefined) return false;
  return round.posted === round.seats.length || !revealsOpen(competition, round, now);
}
