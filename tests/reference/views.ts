/**
 * What the reference model shows of a competition, in the shape of the contract's views.
 *
 * @module
 */
import { type Address, zeroAddress, zeroHash } from "viem";
import { claimable, enrolledIn, liveRound } from "./bench.ts";
import {
  countingAt,
  isCounting,
  nextRound,
  phaseOf,
  quorumOf,
  revealEnd,
  takesCommits,
} from "./clock.ts";
import { canFinalize, ranking } from "./ending.ts";
import { buyInOf, partOf, potOf } from "./money.ts";
import { canCancel } from "./opening.ts";
import {
  ENDINGS,
  type Model,
  MODEL_STATUSES,
  type Phase,
  PHASES,
  type ReferenceCompetition,
  ROUND_STATUSES,
  runningRound,
  type Terms,
  TEST_SETS,
} from "./state.ts";
import { termsHashOf } from "./terms.ts";

/** The most prizes of a competition. */
const PLACES = 6;

/** The list of shares ends with the last one that is not zero. */
export function termsOf({ terms }: ReferenceCompetition): Terms {
  const last = terms.prizeShares.findLastIndex((share) => share > 0);
  return { ...terms, prizeShares: terms.prizeShares.slice(0, last + 1) };
}

export function standingOf(competition: ReferenceCompetition, now: number) {
  const { organizer, fund, terms, queue, models, rounds, participants } = competition;
  return {
    organizer,
    fund,
    phase: PHASES.indexOf(phaseOf(competition, now)),
    phaseEnd: phaseEnd(competition, now),
    time: now,
    ending: ENDINGS.indexOf(competition.ending),
    testSet: TEST_SETS.indexOf(competition.testSet),
    participants: participants.length,
    models: models.length,
    rounds: rounds.length,
    queued: queue.length,
    running: runningRound(competition) === undefined ? 0 : 1,
    enrolled: enrolledIn(competition),
    counting: countingAt(competition, now),
    quorum: quorumOf(competition),
    buyIn: buyInOf(competition),
    part: partOf(competition),
    pot: potOf(competition),
    held: competition.held,
    burnt: competition.burnt,
    ...foretold(competition, now),
    canFinalize: canFinalize(competition, now),
    canCancel: canCancel(competition, now),
    testKey: competition.testKey ?? zeroHash,
    termsHash: termsHashOf(organizer, fund, terms),
  };
}

function phaseEnd(competition: ReferenceCompetition, now: number): number {
  const { terms } = competition;
  const ends: Partial<Record<Phase, number>> = {
    Registration: terms.registrationEnd,
    Submission: terms.submissionEnd,
    Opening: terms.openingEnd,
    Evaluation: terms.evaluationEnd,
  };
  return ends[phaseOf(competition, now)] ?? 0;
}

/** When the next round may be opened over what waits, if at all. */
function foretold(competition: ReferenceCompetition, now: number) {
  const { waiting, earliest, latest } = nextRound(competition);
  const next = Math.max(now, earliest);
  const evaluates = competition.ending === "Running" &&
    phaseOf(competition, now) !== "Registration";
  const free = runningRound(competition) === undefined;
  if (!evaluates || !free || waiting === 0 || next >= latest) {
    return { canOpenRound: false, nextRound: 0 };
  }
  const enough = countingAt(competition, now) >= quorumOf(competition);
  return { canOpenRound: next === now && enough, nextRound: next };
}

export function modelsOf({ models }: ReferenceCompetition) {
  return {
    models: models.map(modelOf),
    digests: models.map(({ digest }) => digest),
    keyCommitments: models.map(({ keyCommitment }) => keyCommitment),
  };
}

function modelOf({ author = zeroAddress, size, published, score, tries, status, claim }: Model) {
  return { author, size, published, score, tries, status: MODEL_STATUSES.indexOf(status), claim };
}

/** As many as there can be prizes, best first; the verdict INVALID never wins. */
export function podiumOf(competition: ReferenceCompetition) {
  const best = ranking(competition).slice(0, PLACES);
  return {
    numbers: best.map((number) => BigInt(number)),
    models: best.map((number) => modelOf(competition.models[number]!)),
  };
}

/** As many bytes as are kept of one. */
const NO_COMMITMENT = `0x${"00".repeat(20)}` as const;

export function seatOf(competition: ReferenceCompetition, address: Address, now: number) {
  const nothing = {
    enrolled: false,
    counts: false,
    committed: false,
    revealed: false,
    round: 0,
    seat: 0,
    claimable: 0n,
    commitment: NO_COMMITMENT,
  };
  const miner = competition.miners.get(address);
  if (miner === undefined) return nothing;
  const live = liveRound(competition, miner) !== undefined;
  const seat = miner.seat && competition.rounds[miner.seat.round]!.seats[miner.seat.number]!;
  const row = seat?.scores;
  return {
    enrolled: miner.depositedAt !== undefined,
    counts: isCounting(competition, miner, now),
    committed: live && row === undefined,
    revealed: live && row !== undefined,
    round: miner.seat?.round ?? 0,
    seat: live ? miner.seat!.number : 0,
    claimable: claimable(competition, miner),
    commitment: live && row === undefined ? seat!.commitment : NO_COMMITMENT,
  };
}

export function roundOf(competition: ReferenceCompetition, index: number, now: number) {
  const round = competition.rounds[index]!;
  const { quorum } = round;
  const running = round.status === "Running";
  const commitsOpen = takesCommits(round, now);
  const closed = running && !commitsOpen;
  const goesOn = closed && round.seats.length >= quorum;
  const end = revealEnd(competition, round);
  const enough = round.revealed >= quorum;
  return {
    status: ROUND_STATUSES.indexOf(round.status),
    testSet: round.testSet,
    models: round.models,
    counted: round.counted,
    committed: round.seats.length,
    revealed: round.revealed,
    agreed: round.agreed,
    openedAt: round.openedAt,
    commitEnd: round.closesAt,
    revealEnd: goesOn ? end : 0,
    commitsOpen,
    revealsOpen: goesOn && now < end,
    canSettle: goesOn && enough && (now >= end || round.revealed === round.seats.length),
    canExpire: closed && !goesOn,
    canFail: goesOn && now >= end && !enough,
  };
}
