/**
 * Whatever was thrown, as a failure: what chain, contract and wallet say is told apart here.
 *
 * @module
 */
import { BaseError, InsufficientFundsError, UserRejectedRequestError } from "viem";
import { revertOf } from "../../../miner/chain/reverts.ts";
import { DemlError, reasonOf, told } from "../../../protocol/errors.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { invalid, type InvalidFailure } from "./verdict.ts";

/** EIP-1193's code of a request that its user rejected. */
const USER_REJECTED = 4001;

/**
 * Understands a failure.
 *
 * @param purpose What was being done, as a verb
 */
export function understand(error: unknown, purpose: string): DemlError {
  if (error instanceof DemlError) return error;
  if (error instanceof InvalidModel) {
    return new DemlError<InvalidFailure>(invalid(error), { cause: error });
  }
  const revert = revertOf(error, purpose);
  if (revert !== undefined) return revert;
  const base = error instanceof BaseError ? error : undefined;
  const is = (kind: new (...given: never[]) => Error) =>
    base?.walk((cause) => cause instanceof kind) instanceof kind;
  if (
    is(UserRejectedRequestError) ||
    (error as { code?: unknown } | undefined)?.code === USER_REJECTED
  ) {
    return told(
      "wallet",
      "You rejected it in your wallet, so nothing was sent",
      "Try again whenever you like",
      { cause: error },
    );
  }
  if (is(InsufficientFundsError)) {
    return told(
      "funds",
      `Your account has too little ether to ${purpose}`,
      "Send it ether on this chain and try again",
      { cause: error },
    );
  }
  const reason = base?.details || base?.shortMessage || reasonOf(error);
  return told(
    "chain",
    `Cannot ${purpose}: ${reason.replace(/\n[^]*/, "").slice(0, 300).replace(/\.$/, "")}`,
    "Check that your wallet and the chain answer, and try again",
    { cause: error },
  );
}
