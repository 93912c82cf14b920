/**
 * One competition: its terms and its state.
 *
 * @module
 */
import { type Address, type Hex, type ReadContractReturnType, zeroHash } from "viem";
import type { demlAbi } from "../generated/deml.ts";
import { ENDINGS, PHASES, TEST_SETS } from "../generated/enums.ts";

/** The phase of a competition. */
export type Phase = typeof PHASES[number];
/** How it ended. */
export type Ending = typeof ENDINGS[number];
/** What round zero found. */
export type TestSet = typeof TEST_SETS[number];

/** One competition. Amounts are wei, times seconds since 1970 by the chain's clock. */
export interface Competition {
  id: bigint;
  /** The chain's clock */
  now: number;
  phase: Phase;
  /** By the clock; 0 once it is over */
  phaseEnd: number;
  ended: boolean;
  organizer: Address;
  /** sha2-256 of the spec */
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
  /** Evaluations that each model pays for */
  seats: number;
  /** Fewest deposits, commits and reveals of a first round */
  quorum: number;
  /** In score units */
  tolerance: number;
  seatStake: bigint;
  maxModelsPerAuthor: number;
  /** Basis points for 1st, 2nd, …; if empty, all to the first */
  prizeShares: readonly number[];
  sealed: boolean;
  /** What the test set's key hashes to; zero in an open competition */
  testKeyCommitment: Hex;
  /** Opens the test set of a sealed competition; absent until it is published */
  testKey: Hex | undefined;
  fund: bigint;
  buyIn: bigint;
  /** What the evaluations of one model cost */
  part: bigint;
  /** What the winners would share now */
  pot: bigint;
  /** Its balance in the contract */
  held: bigint;
  /** The part of it that nobody received */
  burnt: bigint;
  /** Models may be on IPFS alone */
  offChainModels: boolean;
  /** Buy-ins are refunded, less the parts of their authors' models */
  returnsBuyIns: boolean;
  ending: Ending;
  /** What round zero found; `unjudged` in an open competition */
  testSet: TestSet;
  /** Deposits that would count in a round opened now */
  counting: number;
  /** Of the running or next round: fewer than `quorum` may suffice once a round was settled */
  nextQuorum: number;
  /** As the contract computes it; clients send the result of `termsHashOf` */
  termsHash: Hex;
  participants: number;
  /** Places, including reserved ones */
  models: number;
  rounds: number;
  /** Models that wait for a round, including those of the running one */
  queued: number;
  /** 1 while a round is running, otherwise 0 */
  running: number;
  /** Deposits */
  enrolled: number;
  canOpenRound: boolean;
  /** When one can be opened over the waiting models; 0 if none wait */
  nextRound: number;
  canFinalize: boolean;
  /** The test set was not opened in time, is bad, or was not judged in time */
  canCancel: boolean;
}

/** Assembles what was read. */
export function competitionOf(
  id: bigint,
  terms: ReadContractReturnType<typeof demlAbi, "termsOf">,
  standing: ReadContractReturnType<typeof demlAbi, "standingOf">,
  now: number,
): Competition {
  const { phase, ending, testKey, testSet, quorum: nextQuorum, ...changing } = standing;
  return {
    id,
    now,
    ...terms,
    ...changing,
    nextQuorum,
    phase: PHASES[phase] ?? "none",
    ended: ending !== 0,
    ending: ENDINGS[ending] ?? "running",
    testSet: TEST_SETS[testSet] ?? "unjudged",
    sealed: terms.testKeyCommitment !== zeroHash,
    testKey: testKey === zeroHash ? undefined : testKey,
  };
}
