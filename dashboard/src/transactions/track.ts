/**
 * Where a transaction stands, from what the chain shows of it. Pure: observe.ts looks, this
 * decides.
 *
 * @module
 */
import type { Address, Hex } from "viem";

/** How far a transaction is. */
export type Stage =
  /** The network has it, no block does */
  | "submitted"
  /** In a block, which could still be replaced */
  | "mined"
  /** In a block with as many on top as the settings ask for */
  | "confirmed"
  /** In a block, and the contract turned it down */
  | "reverted"
  /** Another transaction of the same account took its place */
  | "replaced"
  /** The sender took it back: its wallet put an empty one in its place */
  | "cancelled"
  /** The network dropped it; its number is free again */
  | "dropped";

/** One transaction, as the page keeps it over a reload. */
export interface Tracked {
  /** The one that counts now: of a repriced one, the newer */
  hash: Hex;
  account: Address;
  /** What it is for, as a verb: `register in competition 1` */
  purpose: string;
  to: Address;
  data: Hex;
  value: bigint;
  nonce: number;
  /** Milliseconds since 1970 */
  sentAt: number;
  /** The latest block when it was sent */
  sentIn: bigint;
  stage: Stage;
  block?: bigint;
  confirmations: number;
  /** When it was seen confirmed, in milliseconds since 1970 */
  confirmedAt?: number;
  /** What took its place */
  replacedBy?: Hex;
}

/** What the chain shows of a transaction at some block. */
export interface Observation {
  /** Number of the latest block */
  head: bigint;
  /** Milliseconds since 1970 */
  now: number;
  /** Its receipt, once a block has it */
  receipt?: { block: bigint; success: boolean };
  /** The node holds it, in a block or not */
  known: boolean;
  /** Transactions of its account that blocks have */
  used: number;
  /** The one that a block has under its number, where it is another and was found */
  other?: { hash: Hex; from: Address; to: Address | null; value: bigint; input: Hex };
}

/** A node may be behind another one: this long nothing is called lost, in milliseconds. */
const PATIENCE = 60_000;

/** Where it stands by what was observed. */
export function track(before: Tracked, seen: Observation, needed: number): Tracked {
  const { receipt, known, used, other } = seen;
  if (receipt !== undefined) {
    const confirmations = Math.max(1, Number(seen.head - receipt.block) + 1);
    const stage = !receipt.success ? "reverted" : confirmations >= needed ? "confirmed" : "mined";
    const confirmedAt = stage === "confirmed" ? before.confirmedAt ?? seen.now : undefined;
    return { ...before, stage, block: receipt.block, confirmations, confirmedAt };
  }
  // A block that had it may be gone.
  const pending: Tracked = { ...before, stage: "submitted", block: undefined, confirmations: 0 };
  if (known) return pending;
  if (used > before.nonce) {
    if (other === undefined) {
      return stale(before, seen) ? { ...pending, stage: "replaced" } : pending;
    }
    if (isSame(before, other)) return { ...pending, hash: other.hash, replacedBy: undefined };
    const stage = isCancellation(other) ? "cancelled" : "replaced";
    return { ...pending, stage, replacedBy: other.hash };
  }
  return stale(before, seen) ? { ...pending, stage: "dropped" } : pending;
}

function stale({ sentAt }: Tracked, { now }: Observation): boolean {
  return now - sentAt > PATIENCE;
}

/** The same call at another price. */
function isSame(before: Tracked, other: NonNullable<Observation["other"]>): boolean {
  return other.to?.toLowerCase() === before.to.toLowerCase() && other.value === before.value &&
    other.input === before.data;
}

/** What wallets send to take a transaction back: nothing, to oneself. */
function isCancellation({ from, to, value }: NonNullable<Observation["other"]>): boolean {
  return to?.toLowerCase() === from.toLowerCase() && value === 0n;
}

/** Whether nothing more will come of it. */
export function isFinal(stage: Stage): boolean {
  return stage !== "submitted" && stage !== "mined";
}
