/**
 * What verification finds: a place where the chain and the rules differ, or one it could not check.
 *
 * @module
 */
import type { Address } from "viem";
import type { Failure } from "../../protocol/errors.ts";

/** What differs. */
export type DifferenceKind =
  | "digest"
  | "parts"
  | "score"
  | "test-set"
  | "evidence"
  | "labels"
  | "key"
  | "rows"
  | "median"
  | "average"
  | "inliers"
  | "reveals"
  | "forfeits"
  | "burn"
  | "payout"
  | "prize"
  | "refund"
  | "withdrawal"
  | "pot"
  | "ending"
  | "standing"
  | "ranking"
  | "sequence";

/** A place where the chain says something else than the rules. */
export interface Difference {
  kind: DifferenceKind;
  round?: number;
  model?: number;
  /** The miner, or whose money it is */
  account?: Address;
  /** Miners whose rows say so */
  accounts?: Address[];
  /** Of the test set; known where one changed label explains the root over all samples */
  sample?: number;
  /** By the rules, from the events; amounts are wei */
  expected: string;
  /** On the chain */
  found: string;
}

/** Something that could not be checked: its data are missing, or this machine failed. */
export interface Unchecked {
  model?: number;
  because: string;
  /** The same as data, for a table of words */
  failure?: Failure;
}
