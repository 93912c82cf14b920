/**
 * What an open call needs next, by its state on the chain. Nothing is read or sent here.
 *
 * @module
 */
import type { Hex } from "viem";
import { type Call, lastAttempt, type Mined } from "../journal/call.ts";

/** The chain's state at one moment. */
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
  /** After how many blocks, including its own, a transaction is final */
  confirmations: number;
}

/** What to do about a call. */
export type Step =
  | { kind: "wait" }
  /** It is in a block, which may still be reorganized away */
  | { kind: "mined"; at: Mined }
  | { kind: "final"; at: Mined }
  /** Another transaction used its nonce, finally */
  | { kind: "lost" }
  /** Nodes forgot it: send the last attempt again */
  | { kind: "rebroadcast" }
  /** It is stuck: offer more for the same nonce */
  | { kind: "bump" };

/** Blocks from one offer to the next, and for an urgent one. */
const PATIENCE = 3;
const URGENT_PATIENCE = 2;
/** Two epochs of mainnet: older blocks are final there. */
const DEEPEST_REORG = 64;

/** Decides about one call. */
export function nextStep(call: Call, seen: Seen): Step {
  const at = call.attempts.map(({ hash }) => seen.mined.get(hash)).find((mined) => mined);
  if (at !== undefined) {
    const deep = seen.block - at.block + 1 >= seen.confirmations;
    return { kind: deep ? "final" : "mined", at };
  }
  if (seen.nonce > call.nonce) {
    // An urgent call does not wait for depth: making it again costs at most a revert.
    return { kind: call.urgent || seen.nonceAtDepth > call.nonce ? "lost" : "wait" };
  }
  if (call.displaced) return { kind: "wait" };
  const last = lastAttempt(call);
  const patience = call.urgent ? URGENT_PATIENCE : PATIENCE;
  // Only the first in line can be mined: offering more for those after it buys nothing.
  if (seen.nonce === call.nonce && isOver(patience, last.sentAt, seen.block)) {
    return { kind: "bump" };
  }
  return seen.known.has(last.hash) ? { kind: "wait" } : { kind: "rebroadcast" };
}

/** Whether so many blocks have passed; a block number beyond the head was a lie. */
function isOver(patience: number, since: number, block: number): boolean {
  return block - since >= patience || since - block > DEEPEST_REORG;
}

/**
 * Unused nonces that block later calls.
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
