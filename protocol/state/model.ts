/**
 * One place of a competition: a model as it was submitted, and what became of it.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import type { MODEL_STATUSES } from "../generated/enums.ts";

/** The status of a model. */
export type ModelStatus = typeof MODEL_STATUSES[number];

/** One place: a model as it was submitted, and what became of it. */
export interface Model {
  /** The place */
  id: number;
  /** Zero at a reserved place */
  author: Address;
  /** sha2-256 of the package, or of its envelope in a sealed competition */
  digest: Hex;
  /** Hash of its key with the author; zero in an open competition */
  keyCommitment: Hex;
  /** Bytes of the package */
  size: number;
  /** Of them, on chain */
  published: number;
  /** Rounds without agreement on it */
  tries: number;
  status: ModelStatus;
  /** The median, in thousandths of a percent, or INVALID; absent until scored */
  score: number | undefined;
  /** What its author claims of it, as `packScoreClaim` makes it; absent without a claim */
  claim?: Hex | undefined;
}
