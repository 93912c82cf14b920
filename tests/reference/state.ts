/**
 * What the reference model remembers, and how it refuses a call.
 *
 * @module
 */
import type { Address, Hex } from "viem";

/** The verdict INVALID. */
export const INVALID = 0xffffff;
/** The most models of a round. */
export const ROUND_SIZE = 32;

export const PHASES = [
  "None",
  "Registration",
  "Submission",
  "Opening",
  "Evaluation",
  "Settled",
  "Cancelled",
] as const;
export const ENDINGS = ["Running", "Won", "Unwon", "Cancelled"] as const;
export const MODEL_STATUSES = ["None", "Sealed", "Waiting", "Contested", "Scored"] as const;
export const ROUND_STATUSES = ["None", "Running", "Settled", "Failed", "Void"] as const;
export type Phase = typeof PHASES[number];
export type RoundStatus = typeof ROUND_STATUSES[number];

/** Times are seconds since 1970, windows seconds, amounts wei. */
export interface Terms {
  specDigest: Hex;
  registrationEnd: number;
  submissionEnd: number;
  openingEnd: number;
  evaluationEnd: number;
  commitWindow: number;
  revealWindow: number;
  roundInterval: number;
  byteLimit: number;
  maxModels: number;
  maxModelsPerAuthor: number;
  seats: number;
  quorum: number;
  tolerance: number;
  seatStake: bigint;
  testKeyCommitment: Hex;
  prizeShares: number[];
}

export interface Model {
  author: Address;
  submittedAt: number;
  size: number;
  digest: Hex;
  keyCommitment: Hex;
  status: typeof MODEL_STATUSES[number];
  score: number;
}

/** A seat that was taken; `scores` once its row is revealed. */
export interface TakenSeat {
  miner: Address;
  commitment: Hex;
  scores?: number[];
}

export interface Round {
  models: number[];
  openedAt: number;
  /** When commits closed ahead of their window, or after it as the quorum came late */
  closedAt?: number;
  candidates: number;
  anchorBlock: number;
  seed?: Hex;
  seats: TakenSeat[];
  /** Rows that were revealed one by one */
  posted: number;
  contested: number;
  status: RoundStatus;
}

/** An enrolled miner. */
export interface Miner {
  /** What is left of the deposit */
  deposit: bigint;
  fees: bigint;
  /** The first round that can be opened after its enrolment */
  enrolledBefore: number;
  /** The last one it took */
  seat?: { round: number; number: number };
}

export interface Competition {
  id: number;
  organizer: Address;
  fund: bigint;
  terms: Terms;
  participants: Address[];
  models: Model[];
  /** Numbers of the models that wait, the next one in front */
  queue: number[];
  rounds: Round[];
  miners: Map<Address, Miner>;
  testKey?: Hex;
  ending: typeof ENDINGS[number];
  /** Stakes taken so far */
  forfeits: bigint;
  /** Fees earned so far, paid or not */
  fees: bigint;
  owed: Map<Address, bigint>;
  held: bigint;
}

/** A competition as it begins. */
export function newCompetition(
  id: number,
  organizer: Address,
  fund: bigint,
  terms: Terms,
): Competition {
  return {
    id,
    organizer,
    fund,
    terms,
    participants: [],
    models: [],
    queue: [],
    rounds: [],
    miners: new Map(),
    ending: "Running",
    forfeits: 0n,
    fees: 0n,
    owed: new Map(),
    held: fund,
  };
}

/** The contract as the model sees it. */
export interface World {
  chainId: number;
  contract: Address;
  competitions: Competition[];
}

/** The block that a call is mined in. */
export interface Moment {
  now: number;
  block: number;
  /** The hash of an older block, undefined once it is out of reach */
  hashOf(block: number): Hex | undefined;
}

export interface Payment {
  to: Address;
  amount: bigint;
}

/** A call that the protocol refuses: named, and told more, as the contract's error is. */
export class Refusal extends Error {
  constructor(readonly reason: string, readonly details: unknown[]) {
    super(`${reason}(${details.join(", ")})`);
  }
}

export function refuse(reason: string, ...details: unknown[]): never {
  throw new Refusal(reason, details);
}

export function buyInOf({ fund }: Competition): bigint {
  return fund / 10n;
}

export function feeOf({ fund, terms }: Competition): bigint {
  return fund / 5n / BigInt(terms.seats * terms.maxModels);
}

export function isSealed({ terms }: Competition): boolean {
  return BigInt(terms.testKeyCommitment) !== 0n;
}

export function findCompetition(world: World, id: number): Competition {
  return world.competitions[id - 1] ?? refuse("NoSuchCompetition", id);
}

/** A round of a competition: where there is no competition, there is no round either. */
export function findRound(
  world: World,
  id: number,
  index: number,
): { competition: Competition; round: Round } {
  const competition = world.competitions[id - 1];
  const round = competition?.rounds[index] ?? refuse("NoSuchRound", id, index);
  return { competition: competition!, round };
}

/** Section 3: time alone moves a competition. */
export function phaseOf(competition: Competition, now: number): Phase {
  const { terms, ending } = competition;
  if (ending === "Cancelled") return "Cancelled";
  if (ending !== "Running") return "Settled";
  if (now < terms.registrationEnd) return "Registration";
  if (now < terms.submissionEnd) return "Submission";
  return now < terms.openingEnd ? "Opening" : "Evaluation";
}

export function requirePhase(competition: Competition, now: number, ...allowed: Phase[]): void {
  const phase = phaseOf(competition, now);
  if (!allowed.includes(phase)) refuse("WrongPhase", PHASES.indexOf(phase));
}

/** Whether a sealed competition's test set stayed sealed: it can only be cancelled. */
export function isForgotten(competition: Competition, now: number): boolean {
  return isSealed(competition) && competition.testKey === undefined &&
    now >= competition.terms.openingEnd;
}
