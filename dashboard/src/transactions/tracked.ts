/**
 * A transaction, as the page keeps it over reloads.
 *
 * @module
 */
import type { Address, Hex } from "viem";

/** A transaction's stage. */
export type Stage =
  /** The wallet was asked for a signature and has not answered */
  | "asked"
  /** Signed: the node has it, or may get it any moment */
  | "submitted"
  /** Signed, but the node has not got it; somebody else may have it, and mine it */
  | "unseen"
  /** Its nonce is used, and the node does not know by what */
  | "unclear"
  /** In a block that could still be replaced */
  | "mined"
  /** In a block with as many confirmations as the settings ask for */
  | "confirmed"
  /** In a block, but the contract reverted it */
  | "reverted"
  /** Another transaction of the same account used its nonce */
  | "replaced"
  /** The sender cancelled it: the wallet used its nonce for an empty one */
  | "cancelled";

/** One transaction. */
export interface Tracked {
  /** Names it while its hash is unknown, and when it changes */
  id: string;
  /** The current one: after repricing, the newer; absent until the wallet answers */
  hash?: Hex;
  /** Who was asked to sign */
  account: Address;
  /** Who signed, if that is somebody else */
  signedBy?: Address;
  /** What it is for, as a verb: `register in competition 1` */
  purpose: string;
  to: Address;
  data: Hex;
  value: bigint;
  /** Its nonce; as long as that is only expected, the lowest that it may have */
  nonce: number;
  /** Whether somebody who has the transaction told its nonce */
  nonceKnown: boolean;
  /** When the wallet was asked, in milliseconds since 1970 */
  sentAt: number;
  /** The latest block at that time */
  sentIn: bigint;
  stage: Stage;
  block?: bigint;
  confirmations: number;
  /** When it was seen confirmed, in milliseconds since 1970 */
  confirmedAt?: number;
  /** Mined with its nonce, or with the nonce that was expected of it */
  replacedBy?: Hex;
  /** The reader does not want to see it for now; it is followed all the same */
  hidden?: boolean;
}

/** One that a block has. */
export type MinedTransaction = Tracked & { hash: Hex };

const ENDS: ReadonlySet<Stage> = new Set(["confirmed", "reverted", "replaced", "cancelled"]);

/** Whether no block has it, and one may yet: doing the same again could do it twice. */
export function isPending({ stage }: Tracked): boolean {
  return stage !== "mined" && !ENDS.has(stage);
}

/** Whether its state can no longer change, as far as `needed` confirmations promise. */
export function isFinal({ stage, confirmations }: Tracked, needed: number): boolean {
  return ENDS.has(stage) && confirmations >= needed;
}

/** Whose nonces it follows. */
export function senderOf({ account, signedBy }: Tracked): Address {
  return signedBy ?? account;
}
