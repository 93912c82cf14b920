/**
 * The books of a competition as verification keeps them: from events and rules alone. PROTOCOL.md,
 * sections 1, 6 and 7.
 *
 * @module
 */
import { type Address, type Hex, zeroHash } from "viem";
import type { Difference } from "./difference.ts";
import type { Ending, TestSet } from "../../protocol/state/competition.ts";
import type { ModelStatus } from "../../protocol/state/model.ts";

/** The terms that accounting needs, as CompetitionCreated packs them. */
export interface BookTerms {
  organizer: Address;
  specDigest: Hex;
  fund: bigint;
  seatStake: bigint;
  seats: number;
  quorum: number;
  tolerance: number;
  maxModels: number;
  returnsBuyIns: boolean;
  sealed: boolean;
  /** Models wait without their bytes on the chain */
  offChainModels: boolean;
  prizeShares: readonly number[];
}

/** One model, by the rules. */
export interface BookModel {
  id: number;
  author: Address;
  digest: Hex;
  keyCommitment: Hex;
  size: number;
  /** Bytes of it in events */
  published: number;
  status: ModelStatus;
  score: number | undefined;
  tries: number;
  /** As the contract has it; absent without a claim */
  claim?: Hex | undefined;
}

/** A revealed row. */
export interface BookRow {
  miner: Address;
  scores: number[];
  evidence: Hex;
}

/** One round. */
export interface BookRound {
  index: number;
  testSet: boolean;
  models: number[];
  seats: Map<number, Address>;
  rows: Map<number, BookRow>;
  settled: boolean;
  over: boolean;
}

/** What a miner has here. */
export interface BookMiner {
  deposited: boolean;
  /** Fees that it earned and has not claimed, in wei */
  fees: bigint;
}

/** All of it. */
export interface Books {
  terms: BookTerms | undefined;
  testKey: Hex | undefined;
  testSet: TestSet;
  participants: Address[];
  models: Map<number, BookModel>;
  queue: number[];
  rounds: BookRound[];
  miners: Map<Address, BookMiner>;
  /** Owed to winners and the organizer, not withdrawn */
  credits: Map<Address, bigint>;
  /** Participants whose refund was withdrawn */
  refunded: Set<Address>;
  /** Credits that an ending must announce */
  announced: Map<Address, bigint>;
  /** Those that it has announced since */
  shared: Map<Address, bigint>;
  feesEarned: bigint;
  burnt: bigint;
  /** Wei that the last call must burn, and has not yet */
  burning: bigint;
  held: bigint;
  ending: Ending;
  differences: Difference[];
}

/** Books before the first event. */
export function newBooks(): Books {
  return {
    terms: undefined,
    testKey: undefined,
    testSet: "unjudged",
    participants: [],
    models: new Map(),
    queue: [],
    rounds: [],
    miners: new Map(),
    credits: new Map(),
    refunded: new Set(),
    announced: new Map(),
    shared: new Map(),
    feesEarned: 0n,
    burnt: 0n,
    burning: 0n,
    held: 0n,
    ending: "running",
    differences: [],
  };
}

/** Terms from the words of Schedule.sol and Limits.sol. */
export function bookTerms(
  { organizer, specDigest, fund, limits }: {
    organizer: Address;
    specDigest: Hex;
    fund: bigint;
    limits: bigint;
  },
  prizeShares: readonly number[],
): BookTerms {
  const bits = (from: bigint, width: bigint) => Number((limits >> from) & ((1n << width) - 1n));
  return {
    organizer,
    specDigest,
    fund,
    seatStake: limits & ((1n << 96n) - 1n),
    maxModels: bits(128n, 16n),
    seats: bits(160n, 16n),
    quorum: bits(176n, 16n),
    tolerance: bits(192n, 24n),
    sealed: bits(216n, 1n) === 1,
    offChainModels: bits(218n, 1n) === 1,
    returnsBuyIns: bits(219n, 1n) === 1,
    prizeShares,
  };
}

/** A place without a model. */
export function reservedPlace(id: number, author: Address): BookModel {
  return {
    id,
    author,
    digest: zeroHash,
    keyCommitment: zeroHash,
    size: 0,
    published: 0,
    status: "reserved",
    score: undefined,
    tries: 0,
  };
}
