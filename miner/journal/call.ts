/**
 * A call of the contract on its way to the chain: what it is for, what it may cost, and every attempt
 * that was signed for it.
 *
 * @module
 */
import type { Address, Hex, Log } from "viem";

/** What somebody wants done. */
export interface Wanted {
  /** Names the deed: while a call of this key is open, it is not made again */
  key: string;
  /** What it is for, as logs say it, e.g. `reveal round 3 of competition 1` */
  purpose: string;
  to: Address;
  data: Hex;
  /** Wei sent along */
  value: bigint;
  /** It must be mined soon: it may take the place of calls that are not, and pays up to `worth` */
  urgent: boolean;
  /** The most that its gas may cost, in wei; without it, ten times what it costs at first */
  worth?: bigint;
  /** Gas that the account must be able to pay for besides, for what must follow */
  reserve?: bigint;
}

/** One signed transaction; all attempts of a call have its nonce. */
export interface Attempt {
  hash: Hex;
  raw: Hex;
  /** Wei per gas: the most, and of it the most for the block's producer */
  maxFee: bigint;
  tip: bigint;
  /** The latest block when it was first sent: to send it again makes no stuck offer a better one */
  sentAt: number;
}

/**
 * How a call stands. `mined`: in a block that is not deep enough to believe. `final` and `lost` are
 * for good; `lost` is one whose nonce another transaction used.
 */
export type CallState = "open" | "mined" | "final" | "lost";

/** A call as the record has it. */
export interface Call extends Wanted {
  id: number;
  worth: bigint;
  nonce: number;
  gas: bigint;
  state: CallState;
  /** Another call was given its nonce: it is sent no more, and may still be mined */
  displaced: boolean;
  /** Oldest first */
  attempts: [Attempt, ...Attempt[]];
}

/** The attempt that offers the most. */
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
