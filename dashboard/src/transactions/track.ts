/**
 * A transaction's state, from what the chain shows of it. Pure: observe.ts reads, this decides.
 *
 * Nothing counts as lost while its nonce is unused: a private mempool, or the node of the wallet,
 * may have what this page's node does not, and mine it much later.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import { senderOf, type Tracked } from "./tracked.ts";

/** A mined transaction of the same account. */
export interface Other {
  hash: Hex;
  nonce: number;
  from: Address;
  to: Address | null;
  value: bigint;
  input: Hex;
  block: bigint;
  /** The page follows it under another name */
  taken?: boolean;
}

/** What the chain shows of a transaction at some block. */
export interface Observation {
  /** Number of the latest block */
  head: bigint;
  /** Milliseconds since 1970 */
  now: number;
  /** Its receipt, once a block has it */
  receipt?: { block: bigint; success: boolean; from: Address };
  /** What the node has by its hash, in a block or not */
  known?: { nonce: number; from: Address };
  /** Mined transactions of its account */
  used: number;
  /** The mined ones from its nonce on that were found, in order */
  others: readonly Other[];
  /** Nonces below this one were looked for */
  searched: number;
}

/** A node may lag behind another: before this time, in milliseconds, nothing counts as unseen. */
const PATIENCE = 60_000;

/** Its state according to the observations. */
export function track(before: Tracked, seen: Observation, needed: number): Tracked {
  const { receipt, known, used } = seen;
  const named = signedBy(before, receipt?.from ?? known?.from);
  if (receipt !== undefined) {
    const confirmations = depth(seen, receipt.block);
    const stage = !receipt.success ? "reverted" : confirmations >= needed ? "confirmed" : "mined";
    const confirmedAt = stage === "confirmed" ? before.confirmedAt ?? seen.now : undefined;
    const nonce = known ? { nonce: known.nonce, nonceKnown: true } : {};
    return { ...named, ...nonce, stage, block: receipt.block, confirmations, confirmedAt };
  }
  const pending = pendingOf(named, seen);
  if (known) {
    return { ...pending, stage: "submitted", nonce: known.nonce, nonceKnown: true };
  }
  return used > before.nonce ? afterNonce(pending, seen) : pending;
}

/** Without a receipt: the block that contained it may be gone. */
function pendingOf(before: Tracked, { now }: Observation): Tracked {
  const old = now - before.sentAt > PATIENCE;
  const stage = before.hash === undefined ? "asked" : old ? "unseen" : "submitted";
  return { ...before, stage, block: undefined, confirmations: 0, confirmedAt: undefined };
}

/** Its nonce is used: by itself at another price, or by something else. */
function afterNonce(pending: Tracked, seen: Observation): Tracked {
  const same = seen.others.find((other) => !other.taken && isSame(pending, other));
  if (same !== undefined) {
    const { hash, nonce } = same;
    // Its receipt is next.
    return { ...pending, stage: "submitted", hash, nonce, nonceKnown: true, replacedBy: undefined };
  }
  const at = seen.others.find(({ nonce }) => nonce === pending.nonce);
  if (pending.nonceKnown) {
    if (at === undefined) {
      return seen.now - pending.sentAt > PATIENCE ? { ...pending, stage: "unclear" } : pending;
    }
    return {
      ...pending,
      stage: isCancellation(at) ? "cancelled" : "replaced",
      replacedBy: at.hash,
      confirmations: depth(seen, at.block),
    };
  }
  // It had not that nonce, or never will: it may still be mined with a later one.
  return {
    ...pending,
    nonce: Math.max(pending.nonce, seen.searched),
    replacedBy: pending.replacedBy ?? (at?.taken ? undefined : at?.hash),
  };
}

function depth({ head }: Observation, block: bigint): number {
  return Math.max(1, Number(head - block) + 1);
}

/** A wallet may sign with an account that it was not asked for. */
function signedBy(before: Tracked, from: Address | undefined): Tracked {
  if (from === undefined || from.toLowerCase() === senderOf(before).toLowerCase()) return before;
  const asked = from.toLowerCase() === before.account.toLowerCase();
  return { ...before, signedBy: asked ? undefined : from };
}

/** The same call, perhaps at another price. */
function isSame({ to, value, data }: Tracked, other: Other): boolean {
  return other.to?.toLowerCase() === to.toLowerCase() && other.value === value &&
    other.input === data;
}

/** What wallets send to cancel a transaction: zero ether, to oneself. */
function isCancellation({ from, to, value }: Other): boolean {
  return to?.toLowerCase() === from.toLowerCase() && value === 0n;
}
