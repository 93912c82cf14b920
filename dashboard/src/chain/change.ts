/**
 * What changes with a block.
 *
 * @module
 */
import type { Hex, RpcLog } from "viem";

/** A block, as far as following needs it. */
export interface Step {
  number: bigint;
  hash: Hex;
  parentHash: Hex;
}

/** What changed with a block. */
export interface Change {
  /** Anything may have: what happened is unknown */
  all: boolean;
  /** Competitions with new events */
  ids: Set<number>;
  created: boolean;
}

/** The recent events. */
export interface Recent {
  /** Reads what happened up to a block; of those that wait, only the last one is read. */
  follow(head: Step): Promise<Change>;
  /** The logs of some blocks up to the last one, oldest first; undefined if not all are known. */
  since(from: bigint): { logs: readonly RpcLog[]; to: bigint } | undefined;
}
