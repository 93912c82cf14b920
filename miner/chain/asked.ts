/**
 * Questions to the chain, with one kind of error for everything that a client throws.
 *
 * @module
 */
import { BaseError } from "viem";
import { DemlError } from "../../protocol/errors.ts";
import type { ChainFailure } from "./failures.ts";
import { revertOf } from "./reverts.ts";
import { unboundedAnswer } from "./transport.ts";

/**
 * Asks the chain.
 *
 * @param what Completes "Cannot …"
 * @throws DemlError `revert` with the contract's reason, `chain`, or what a signal was aborted with
 */
export async function asked<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw chainError(what, cause);
  }
}

/** The failure of a question as data. */
export function chainError(purpose: string, cause: unknown): DemlError {
  return knownError(purpose, cause) ??
    new DemlError<ChainFailure>({ kind: "chain/refused", purpose, reason: reasonIn(cause) }, {
      cause,
    });
}

/** The failure of a question, if it is one of ours, a revert, or an answer out of bounds. */
export function knownError(purpose: string, cause: unknown): DemlError | undefined {
  return ownError(cause) ?? revertOf(cause, purpose) ?? unboundedAnswer(cause);
}

/** The words of a node or a client, truncated, without a full stop. */
export function reasonIn(cause: unknown): string {
  const reason = cause instanceof BaseError ? cause.details || cause.shortMessage : `${cause}`;
  return reason.slice(0, 300).replace(/\.$/, "");
}

/** Our error that a client wrapped in its own. */
export function ownError(error: unknown): DemlError | undefined {
  for (let found = error, depth = 0; depth < 10 && found instanceof Error; depth++) {
    if (found instanceof DemlError) return found;
    found = found.cause;
  }
  return undefined;
}
