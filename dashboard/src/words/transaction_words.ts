/**
 * What has become of a transaction, and what a second one would do, as sentences.
 *
 * @module
 */
import type { Stage, Tracked } from "../transactions/tracked.ts";
import { etherUpTo } from "./show.ts";

/** A hash or an address, short. */
function short(text: string | undefined): string {
  return text ? `, ${text.slice(0, 10)}…` : "";
}

/**
 * What the chain knows of a transaction.
 *
 * @param needed Confirmations until it is final
 */
export function stageWords(transaction: Tracked, needed: number): string {
  const { signedBy, account } = transaction;
  const words = wordsOf(transaction, needed);
  return signedBy === undefined
    ? words
    : `${words}. Your wallet signed with ${signedBy}, not with ${account} as asked`;
}

function wordsOf(transaction: Tracked, needed: number): string {
  const { stage, block, confirmations, replacedBy } = transaction;
  switch (stage) {
    case "asked":
      return "Your wallet was asked and has not answered; it may still sign. " +
        "Reject it there if you do not want it, and forget it here once the wallet does not show it";
    case "submitted":
      return "Submitted: waiting for a block";
    case "unseen":
      return "Our node does not see it; your wallet may have sent it elsewhere. " +
        "It can still be mined, and this page keeps looking for it" +
        (replacedBy
          ? `. Another transaction of yours${short(replacedBy)} used the nonce expected of it: ` +
            "your wallet knows whether it still waits"
          : "");
    case "unclear":
      return "Its nonce was used, by itself or by another transaction: our node cannot tell. " +
        "Look at your account's history in your wallet";
    case "mined":
      return `Mined in block ${block}: ${confirmations} of ${needed} confirmations`;
    case "confirmed":
      return `Confirmed in block ${block}`;
    case "reverted":
      return `Block ${block} has it, but the contract rejected it: only the fee is lost`;
    case "replaced":
      return `Replaced: another transaction of yours used its nonce${short(replacedBy)}`;
    case "cancelled":
      return "Cancelled in your wallet: nothing was done";
  }
}

/** Why a transaction that somebody waited for did not take effect. */
export const FAILED: Partial<Record<Stage, string>> = {
  reverted: "it was mined, but the contract rejected it",
  replaced: "another transaction of your account replaced it",
  cancelled: "you cancelled it in your wallet",
};

/**
 * What signing the same once more may do.
 *
 * @param value What the new one sends, in wei
 * @param time Shows milliseconds since 1970
 */
export function twinWords(
  [first, ...others]: readonly [Tracked, ...Tracked[]],
  value: bigint,
  time: (at: number) => string,
): { title: string; what: string } {
  const { stage, purpose, sentAt } = first;
  const when = time(sentAt);
  const what = stage === "asked"
    ? `Your wallet was asked to ${purpose} (${when}) and may still sign it.`
    : `A transaction to ${purpose} (${when}) can still be mined.`;
  const more = others.length > 0 ? ` So can ${others.length} more.` : "";
  const cost = value > 0n ? ` Each sends ${etherUpTo(value)}.` : "";
  return {
    title: "The same is pending already.",
    what: `${what}${more} If you sign this as well, both may take effect.${cost}`,
  };
}
