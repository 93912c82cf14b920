/**
 * What the reference model shows of a competition, in the shape of the contract's views.
 *
 * @module
 */
import type { Address } from "viem";
import { canFinalize, claimable, potOf, runningRounds } from "./ending.ts";
import {
  commitsClosedAt,
  earliestRound,
  firstRound,
  isEvaluating,
  liveRound,
  revealsOpen,
  roundStatus,
} from "./rounds.ts";
import {
  buyInOf,
  type Competition,
  ENDINGS,
  feeOf,
  MODEL_STATUSES,
  phaseOf,
  PHASES,
  type Round,
  ROUND_STATUSES,
} from "./state.ts";

const ZERO = `0x${"00".repeat(32)}`;

export function standingOf(competition: Competition, now: number) {
  const { queue } = competition;
  return {
    organizer: competition.organizer,
    fund: competition.fund,
    phase: PHASES.indexOf(phaseOf(competition, now)),
    ending: ENDINGS.indexOf(competition.ending),
    participants: competition.participants.length,
    models: competition.models.length,
    rounds: competition.rounds.length,
    queued: queue.length,
    running: runningRounds(competition, now),
    enrolled: competition.miners.size,
    buyIn: buyInOf(competition),
    fee: feeOf(competition),
    pot: potOf(competition),
    held: competition.held,
    canOpenRound: isEvaluating(competition, now) && queue.length > 0 &&
      now >= earliestRound(competition, now),
    canFinalize: canFinalize(competition, now),
    testKey: competition.testKey ?? ZERO,
  };
}

export function modelsOf({ models }: Competition) {
  return {
    models: models.map((model) => ({
      author: model.author,
      submittedAt: model.submittedAt,
      size: model.size,
      score: model.score,
      status: MODEL_STATUSES.indexOf(model.status),
    })),
    digests: models.map(({ digest }) => digest),
    keyCommitments: models.map(({ keyCommitment }) => keyCommitment),
  };
}

export function seatOf(competition: Competition, address: Address, now: number) {
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
  const live = liveRound(competition, miner, now);
  const seat = live === undefined ? undefined : miner.seat;
  const row = seat && competition.rounds[seat.round]!.seats[seat.number]!.scores;
  return {
    enrolled: true,
    committed: seat !== undefined && row === undefined,
    revealed: row !== undefined,
    round: seat?.round ?? firstRound(miner),
    seat: seat?.number ?? 0,
    claimable: claimable(competition, miner, now),
    shortfall: seat === undefined ? competition.terms.seatStake - miner.deposit : 0n,
  };
}

export function roundOf(competition: Competition, index: number, now: number) {
  const round = competition.rounds[index]!;
  const { terms } = competition;
  const status = roundStatus(competition, round, now);
  const closed = commitsClosedAt(competition, round, now);
  const running = status === "Running";
  return {
    status: ROUND_STATUSES.indexOf(round.status),
    taken: round.seats.length,
    revealed: round.posted,
    contested: round.contested,
    drawn: round.candidates > terms.seats,
    openedAt: round.openedAt,
    models: round.models,
    commitsOpen: running && closed === undefined,
    revealsOpen: running && revealsOpen(competition, round, now),
    commitEnd: Math.min(round.openedAt + terms.commitWindow, terms.evaluationEnd),
    revealEnd: !running || closed === undefined ? 0 : closed + terms.revealWindow,
    seed: round.seed ?? ZERO,
    canSettle: canSettle(competition, round, now),
  };
}

/** Whether a round can be settled with the posted rows alone. */
function canSettle(competition: Competition, round: Round, now: number): boolean {
  const status = roundStatus(competition, round, now);
  if (status !== "Running") return status === "Void" && round.status === "Running";
  if (commitsClosedAt(competition, round, now) === undefined) return false;
  return round.posted === round.seats.length || !revealsOpen(competition, round, now);
}
