/**
 * One round of a competition.
 *
 * @module
 */
import type { ReadContractReturnType } from "viem";
import type { demlAbi } from "../generated/deml.ts";
import { ROUND_STATUSES } from "../generated/enums.ts";

/** The status of a round. */
export type RoundStatus = typeof ROUND_STATUSES[number];

/** One round. Times are seconds since 1970. */
export interface Round {
  index: number;
  status: RoundStatus;
  /** Round zero: its only place is the test set */
  testSet: boolean;
  /** Model numbers, in the order of the scores; none in round zero */
  models: number[];
  /** Deposits that may commit */
  counted: number;
  /** Of them */
  committed: number;
  /** Rows posted one by one; of a settled round, all rows */
  revealed: number;
  /** Models that miners were paid for, once settled */
  agreed: number;
  openedAt: number;
  commitsOpen: boolean;
  revealsOpen: boolean;
  /** The latest time at which commits close; once they have closed, when they did */
  commitEnd: number;
  /** 0 while commits are open, or if they were too few */
  revealEnd: number;
  canSettle: boolean;
  canExpire: boolean;
  canFail: boolean;
}

/** Assembles what was read. */
export function roundOf(
  index: number,
  { status, models, ...round }: ReadContractReturnType<typeof demlAbi, "roundOf">,
): Round {
  return { index, ...round, status: ROUND_STATUSES[status] ?? "none", models: [...models] };
}
