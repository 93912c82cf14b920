/**
 * What the chain was asked, as one kind of error: whatever a client throws ends here.
 *
 * @module
 */
import { BaseError } from "viem";
import { DemlError } from "../../protocol/errors.ts";
import { explainRevert } from "./reverts.ts";
import { refusedAnswer } from "./transport.ts";

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

/** The failure of a question, understood. */
export function chainError(
  what: string,
  cause: unknown,
  remedy = "Check that the node is in sync, or give another --rpc",
): DemlError {
  const own = ownError(cause);
  if (own !== undefined) return own;
  const known = explainRevert(cause, what) ?? refusedAnswer(cause);
  if (known !== undefined) return known;
  const reason = cause instanceof BaseError ? cause.details || cause.shortMessage : `${cause}`;
  return new DemlError("chain", `Cannot ${what}: ${reason.slice(0, 300)}`, remedy, { cause });
}

/** The error of ours that a client wrapped in its own. */
export function ownError(error: unknown): DemlError | undefined {
  for (let found = error, depth = 0; depth < 10 && found instanceof Error; depth++) {
    if (found instanceof DemlError) return found;
    found = found.cause;
  }
  return undefined;
}
