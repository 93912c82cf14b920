/**
 * Failures of chain, contract and wallet as sentences.
 *
 * @module
 */
import { BaseError, InsufficientFundsError, UserRejectedRequestError } from "viem";
import { explainRevert } from "../../../miner/chain/reverts.ts";
import { DemlError, reasonOf } from "../../../protocol/errors.ts";

/** A failure as a sentence and what to do. */
export function explain(error: unknown, purpose: string): DemlError {
  if (error instanceof DemlError) return error;
  const reason = explainRevert(error, purpose);
  if (reason !== undefined) return reason;
  const base = error instanceof BaseError ? error : undefined;
  const is = (kind: new (...given: never[]) => Error) =>
    base?.walk((cause) => cause instanceof kind) instanceof kind;
  if (is(UserRejectedRequestError) || (error as { code?: unknown })?.code === 4001) {
    return new DemlError(
      "wallet",
      "You rejected it in your wallet, so nothing was sent",
      "Try again whenever you like",
      { cause: error, details: { rejected: true } },
    );
  }
  if (is(InsufficientFundsError)) {
    return new DemlError(
      "funds",
      `Your account has too little ether to ${purpose}`,
      "Send it ether on this chain and try again",
      { cause: error },
    );
  }
  const told = base?.details || base?.shortMessage ||
    reasonOf(error);
  return new DemlError(
    "chain",
    `Cannot ${purpose}: ${told.split("\n")[0]!.slice(0, 300).replace(/\.$/, "")}`,
    "Check that your wallet and the chain answer, and try again",
    { cause: error },
  );
}
