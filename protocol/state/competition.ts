/**
 * One competition: what its organizer fixed, and how it stands.
 *
 * @module
 */
import { type Address, type Hex, type ReadContractReturnType, zeroHash } from "viem";
import type { demlAbi } from "../generated/deml.ts";
import { ENDINGS, PHASES, TEST_SETS } from "../generated/enums.ts";

/** Where a competition stands. */
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
  /** Evaluations that a model is paid for */
  seats: number;
  /** Fewest deposits, commits and reveals of a first round */
  quorum: number;
  /** In score units */
  tolerance: number;
  seatStake: bigint;
  maxModelsPerAuthor: number;
  /** Basis points for 1st, 2nd, …; none: all to the first */
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
  /** What the contract holds for it */
  held: bigint;
  /** What nobody received of it */
  burnt: bigint;
  /** Models may be on IPFS alone */
  offChainModels: boolean;
  /** Buy-ins come back, less the parts of their authors' models */
  returnsBuyIns: boolean;
  ending: Ending;
  /** What round zero found; `unjudged` in an open competition */
  testSet: TestSet;
  /** Deposits that would count in a round opened now */
  counting: number;
  /** Of the round that runs or comes next: less than `quorum` may do once a round was settled */
  nextQuorum: number;
  /** As the contract computes it; what is sent is computed by `termsHashOf` */
  termsHash: Hex;
  participants: number;
  /** Places, reserved ones included */
  models: number;
  rounds: number;
  /** Models that wait for a round, those of the running one included */
  queued: number;
  /** 1 while a round runs, else 0 */
  running: number;
  /** Deposits */
  enrolled: number;
  canOpenRound: boolean;
  /** When one can be opened over what waits now; 0 when nothing waits */
  nextRound: number;
  canFinalize: boolean;
  /** The test set was not opened in time, is bad, or was not judged in time */
  canCancel: boolean;
}

/** Puts together what was read. */
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
