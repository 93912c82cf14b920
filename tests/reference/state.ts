/**
 * What the reference model remembers.
 *
 * @module
 */
import type { Address, Hex } from "viem";

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
  offChainModels: boolean;
  returnsBuyIns: boolean;
}

/** The verdict INVALID; in round zero, BAD_DATA. */
export const INVALID = 0xe00000;
/** The verdict ABSTAIN. */
export const ABSTAIN = 0xffffff;
/** A score of 100 %; in round zero, a good test set. */
export const PERFECT = 100_000;
/** The most models of a round. */
export const ROUND_SIZE = 32;
/** Deposits that a competition takes. */
export const MOST_DEPOSITS = 65_535;
/** Commitments that a round takes. */
export const MOST_COMMITS = 800;
/** What stands for a model in round zero. */
export const NO_MODEL = 0xffffffff;
/** Whom burnt money is sent to. */
export const NOBODY: Address = "0x000000000000000000000000000000000000dEaD";

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
export const TEST_SETS = ["Unjudged", "Good", "Bad"] as const;
export const MODEL_STATUSES = [
  "None",
  "Reserved",
  "Incomplete",
  "Sealed",
  "Waiting",
  "Scored",
  "Unjudged",
] as const;
export const ROUND_STATUSES = ["None", "Running", "Settled", "Failed", "Expired"] as const;
export type Phase = typeof PHASES[number];
export type RoundStatus = typeof ROUND_STATUSES[number];

/** A place, and the model at it. */
export interface Model {
  /** Undefined while the place is only reserved */
  author?: Address;
  digest: Hex;
  size: number;
  published: number;
  keyCommitment: Hex;
  /** What its author called it last; zero for nothing */
  name: Hex;
  /** The score that its author claimed, with a root; zero for none */
  claim: Hex;
  status: typeof MODEL_STATUSES[number];
  score: number;
  /** Rounds without agreement */
  tries: number;
}

export interface Participant {
  address: Address;
  /** Places it used up, given up ones included */
  places: number;
  /** The place that it reserved last and has not used */
  reserved?: { place: number; reservation: Hex };
  refunded: boolean;
}

/** A seat that was taken; `scores` once its row is revealed. */
export interface TakenSeat {
  miner: Address;
  commitment: Hex;
  scores?: number[];
}

/** What the rows of a round say of a place. */
export interface PlaceResult {
  /** NO_MODEL in round zero */
  model: number;
  median: number;
  /** Of the inliers, rounded to the nearest; the median where there are none */
  average: number;
  inliers: number;
}

export interface Round {
  /** It judges the test set, and no models */
  testSet: boolean;
  models: number[];
  openedAt: number;
  /** Deposits that may commit */
  counted: number;
  /** Fewest commits and reveals that keep it */
  quorum: number;
  /** When commits close: at the end of their window, or once as many as may have committed */
  closesAt: number;
  seats: TakenSeat[];
  /** Rows that count: posted one by one, and those that the settlement brought */
  revealed: number;
  /** Models that were agreed, or 1 for an agreed test set */
  agreed: number;
  /** What its event reports for each place, once settled */
  results: PlaceResult[];
  /** Deposits that its seats lost */
  lost: number;
  status: RoundStatus;
}

/** What an account has as a miner. */
export interface Miner {
  /** When the deposit that it has was made; undefined once that is lost */
  depositedAt?: number;
  /** Units of fees that it earned */
  units: bigint;
  /** The last seat it took since that deposit */
  seat?: { round: number; number: number };
}

/** Times are seconds since 1970, amounts wei. */
export interface ReferenceCompetition {
  id: number;
  organizer: Address;
  fund: bigint;
  terms: Terms;
  participants: Participant[];
  models: Model[];
  /** Numbers of the models that wait, the next one in front; a running round's are still there */
  queue: number[];
  rounds: Round[];
  /** When a round was last settled; 0 before */
  settledAt: number;
  /** Reveals of the first round that was settled */
  firstReveals?: number;
  miners: Map<Address, Miner>;
  testKey?: Hex;
  testSet: typeof TEST_SETS[number];
  ending: typeof ENDINGS[number];
  /** Units of fees that miners earned so far, paid out or not */
  paidUnits: bigint;
  burnt: bigint;
  /** What accounts were credited; refunds come on top of it */
  credits: Map<Address, bigint>;
  held: bigint;
}

/** A competition as it begins. */
export function newCompetition(
  id: number,
  organizer: Address,
  fund: bigint,
  terms: Terms,
): ReferenceCompetition {
  return {
    id,
    organizer,
    fund,
    terms,
    participants: [],
    models: [],
    queue: [],
    rounds: [],
    settledAt: 0,
    miners: new Map(),
    testSet: "Unjudged",
    ending: "Running",
    paidUnits: 0n,
    burnt: 0n,
    credits: new Map(),
    held: fund,
  };
}

/** The contract as the model sees it. */
export interface World {
  chainId: number;
  contract: Address;
  competitions: ReferenceCompetition[];
}

/** The block that a call is mined in. */
export interface Moment {
  now: number;
  block: number;
}

export interface Payment {
  to: Address;
  amount: bigint;
}

export function isSealed({ terms }: ReferenceCompetition): boolean {
  return BigInt(terms.testKeyCommitment) !== 0n;
}

export function participantOf(
  { participants }: ReferenceCompetition,
  account: Address,
): Participant | undefined {
  return participants.find(({ address }) => address === account);
}

/** The round that was opened last. */
export function lastRound({ rounds }: ReferenceCompetition): Round | undefined {
  return rounds.at(-1);
}

/** The number of the round that runs. */
export function runningRound({ rounds }: ReferenceCompetition): number | undefined {
  return rounds.at(-1)?.status === "Running" ? rounds.length - 1 : undefined;
}
