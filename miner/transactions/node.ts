/**
 * What the transaction manager asks of a chain.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import type { Failure } from "../../protocol/errors.ts";
import type { Attempt } from "../journal/call.ts";
import type { Market } from "./fees.ts";
import type { Seen } from "./next_step.ts";
import type { NodeAnswer } from "./node_answer.ts";

/** A request, to be estimated and signed. */
export interface Request {
  to: Address;
  data: Hex;
  value: bigint;
}

/** The state of an account and the market at one moment. */
export interface Standing {
  market: Market;
  block: number;
  /** The next nonce, after transactions that wait in the node */
  nonce: number;
  /** Wei */
  balance: bigint;
}

/** A call to look for. */
export interface Sought {
  nonce: number;
  attempts: readonly Pick<Attempt, "hash">[];
}

/** What became of a raw transaction: a node's own words, or why it gave no answer. */
export type Sending =
  | { answer: NodeAnswer | "taken"; message: string }
  | { answer: "unclear"; failure: Failure };

/** The way to a chain. Every failure is a DemlError: `chain`, `revert` or `funds`. */
export interface Node {
  standing(account: Address): Promise<Standing>;
  /** Looks for these calls' attempts, and at the account's nonces. */
  see(account: Address, calls: readonly Sought[]): Promise<Seen & { market: Market }>;
  /**
   * @param purpose For the error's sentence
   * @param at `latest`: as if nothing waited in the node, since this request itself may
   * @returns Gas, with room for changes until it is mined
   */
  estimate(account: Address, request: Request, purpose: string, at?: "latest"): Promise<bigint>;
  /** Hands a raw transaction to the network. Never throws: a lost answer is `unclear`. */
  send(raw: Hex): Promise<Sending>;
}
