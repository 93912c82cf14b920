/**
 * A transaction's state, from what the chain shows of it. Pure: observe.ts reads, this decides.
 *
 * @module
 */
import type { Address, Hex } from "viem";

/** A transaction's stage. */
export type Stage =
  /** The network has it, but no block does */
  | "submitted"
  /** In a block that could still be replaced */
  | "mined"
  /** In a block with as many confirmations as the settings ask for */
  | "confirmed"
  /** In a block, but the contract reverted it */
  | "reverted"
  /** Another transaction of the same account replaced it */
  | "replaced"
  /** The sender cancelled it: the wallet replaced it with an empty one */
  | "cancelled"
  /** The network dropped it; its nonce is free again */
  | "dropped";

/** One transaction, as the page keeps it over a reload. */
export interface Tracked {
  /** The current one: after repricing, the newer */
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
  /** Its replacement */
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
  /** The node has it, in a block or not */
  known: boolean;
  /** Mined transactions of its account */
  used: number;
  /** The mined one with its nonce, if that is another and was found */
  other?: { hash: Hex; from: Address; to: Address | null; value: bigint; input: Hex };
}

/** A node may lag behind another: before this time, in milliseconds, nothing counts as lost. */
const PATIENCE = 60_000;

/** Its state according to the observations. */
export function track(before: Tracked, seen: Observation, needed: number): Tracked {
  const { receipt, known, used, other } = seen;
  if (receipt !== undefined) {
    const confirmations = Math.max(1, Number(seen.head - receipt.block) + 1);
    const stage = !receipt.success ? "reverted" : confirmations >= needed ? "confirmed" : "mined";
    const confirmedAt = stage === "confirmed" ? before.confirmedAt ?? seen.now : undefined;
    return { ...before, stage, block: receipt.block, confirmations, confirmedAt };
  }
  // The block that contained it may be gone.
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

/** What wallets send to cancel a transaction: zero ether, to oneself. */
function isCancellation({ from, to, value }: NonNullable<Observation["other"]>): boolean {
  return to?.toLowerCase() === from.toLowerCase() && value === 0n;
}

/** Whether its state can no longer change. */
export function isFinal(stage: Stage): boolean {
  return stage !== "submitted" && stage !== "mined";
}
