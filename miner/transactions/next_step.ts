/**
 * What an open call needs next, from what the chain says of it. Nothing is asked or sent here.
 *
 * @module
 */
import type { Hex } from "viem";
import { type Call, lastAttempt, type Mined } from "../journal/call.ts";

/** What was read of the chain at one moment. */
export interface Seen {
  /** The latest block */
  block: number;
  /** The account's next nonce at the latest block, and some blocks below it */
  nonce: number;
  nonceAtDepth: number;
  /** The attempts that are in a block */
  mined: ReadonlyMap<Hex, Mined>;
  /** The attempts that the node has, mined or not */
  known: ReadonlySet<Hex>;
  /** From how many blocks on, its own included, a transaction is believed */
  confirmations: number;
}

/** What to do about a call. */
export type Step =
  | { kind: "wait" }
  /** It is in a block, which may yet be taken back */
  | { kind: "mined"; at: Mined }
  | { kind: "final"; at: Mined }
  /** Another transaction used its nonce, for good */
  | { kind: "lost" }
  /** Nodes forgot it: send the last attempt again */
  | { kind: "rebroadcast" }
  /** It is stuck: offer more for the same nonce */
  | { kind: "bump" };

/** Blocks that an offer is given before the next one, and an urgent one. */
const PATIENCE = 3;
const URGENT_PATIENCE = 2;
/** Two epochs of mainnet: what is older is final there. */
const DEEPEST_REORG = 64;

/** Decides about one call. */
export function nextStep(call: Call, seen: Seen): Step {
  const at = call.attempts.map(({ hash }) => seen.mined.get(hash)).find((mined) => mined);
  if (at !== undefined) {
    const deep = seen.block - at.block + 1 >= seen.confirmations;
    return { kind: deep ? "final" : "mined", at };
  }
  if (seen.nonce > call.nonce) {
    // What is urgent does not wait for depth: to make it once more costs a revert at most.
    return { kind: call.urgent || seen.nonceAtDepth > call.nonce ? "lost" : "wait" };
  }
  if (call.displaced) return { kind: "wait" };
  const last = lastAttempt(call);
  const patience = call.urgent ? URGENT_PATIENCE : PATIENCE;
  // The first in line alone can be mined: to offer more for those behind it buys nothing.
  if (seen.nonce === call.nonce && isOver(patience, last.sentAt, seen.block)) {
    return { kind: "bump" };
  }
  return seen.known.has(last.hash) ? { kind: "wait" } : { kind: "rebroadcast" };
}

/** Whether so many blocks have passed; a block that no chain has reached was a lie. */
function isOver(patience: number, since: number, block: number): boolean {
  return block - since >= patience || since - block > DEEPEST_REORG;
}

/**
 * Nonces that nobody uses and that keep later calls from being mined.
 *
 * @param open Calls that are not over
 * @param nonce The account's next nonce at the latest block
 */
export function gapsOf(open: readonly Call[], nonce: number): number[] {
  const taken = new Set(open.map((call) => call.nonce));
  const last = Math.max(...open.filter(({ displaced }) => !displaced).map((call) => call.nonce));
  const gaps: number[] = [];
  for (let at = nonce; at < last; at++) if (!taken.has(at)) gaps.push(at);
  return gaps;
}
