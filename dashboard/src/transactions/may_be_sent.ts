/**
 * Whether a wallet that answered with an error may have sent the transaction all the same.
 *
 * @module
 */
import {
  BaseError,
  ExecutionRevertedError,
  InsufficientFundsError,
  IntrinsicGasTooLowError,
  NonceTooHighError,
} from "viem";

/**
 * EIP-1193's and JSON-RPC's codes of requests that were not carried out: rejected, not permitted,
 * not known, not connected, of another chain, malformed.
 */
const REFUSED = new Set([4001, 4100, 4200, 4900, 4901, 4902, 5000, -32_600, -32_601, -32_602]);
/** What a node says of transactions that it does not take. */
const NOT_TAKEN = [
  ExecutionRevertedError,
  InsufficientFundsError,
  IntrinsicGasTooLowError,
  NonceTooHighError,
];

/** Anything but a clear refusal may come after the signature: a node that took it, and was slow. */
export function mayBeSent(error: unknown): boolean {
  const causes: unknown[] = [];
  for (let cause = error; cause != null && causes.length < 10;) {
    causes.push(cause);
    cause = (cause as { cause?: unknown }).cause;
  }
  return !causes.some((cause) =>
    REFUSED.has((cause as { code?: number }).code ?? 0) ||
    NOT_TAKEN.some((kind) => cause instanceof kind) ||
    isBeforeAsking(cause)
  );
}

/** wagmi and viem check account, chain and connection before they ask. */
function isBeforeAsking(cause: unknown): boolean {
  const name = cause instanceof BaseError || cause instanceof Error ? cause.name : "";
  return /^(Connector|ChainMismatch|ChainNotFound|InvalidAddress|AccountNotFound)/.test(name);
}
