/**
 * A pending call of the contract: its purpose, its limits of cost, and every attempt that was
 * signed for it.
 *
 * @module
 */
import type { Address, Hex, Log } from "viem";

/** A requested call. */
export interface Wanted {
  /** Identifies the action: while a call with this key is open, it is not made again */
  key: string;
  /** Its purpose, as in logs, e.g. `reveal round 3 of competition 1` */
  purpose: string;
  to: Address;
  data: Hex;
  /** Wei sent along */
  value: bigint;
  /** It must be mined soon: it may replace other pending calls, and pays up to `worth` */
  urgent: boolean;
  /** The most that its gas may cost, in wei; without it, ten times what it costs at first */
  worth?: bigint;
  /** Further gas that the account must be able to afford, for calls that must follow */
  reserve?: bigint;
}

/** One signed transaction; all attempts of a call have its nonce. */
export interface Attempt {
  hash: Hex;
  raw: Hex;
  /** Wei per gas: the most, and of it the most for the block's producer */
  maxFee: bigint;
  tip: bigint;
  /** The latest block when it was first sent: sending it again does not improve a stuck offer */
  sentAt: number;
}

/**
 * The state of a call. `mined`: in a block that is not final yet. `final` and `lost` do not change;
 * `lost` is one whose nonce another transaction used.
 */
export type CallState = "open" | "mined" | "final" | "lost";

/** A call as recorded. */
export interface Call extends Wanted {
  id: number;
  worth: bigint;
  nonce: number;
  gas: bigint;
  state: CallState;
  /** Another call got its nonce: it is no longer sent, but may still be mined */
  displaced: boolean;
  /** Oldest first */
  attempts: [Attempt, ...Attempt[]];
}

/** The attempt with the highest offer. */
export function lastAttempt({ attempts: [first, ...later] }: Pick<Call, "attempts">): Attempt {
  return later.at(-1) ?? first;
}

/** Where a call was mined. */
export interface Mined {
  hash: Hex;
  block: number;
  success: boolean;
  gasUsed: bigint;
  /** Wei per gas that was paid */
  gasPrice: bigint;
  logs: Log[];
}
