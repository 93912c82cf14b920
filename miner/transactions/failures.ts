/**
 * What can go wrong with a transaction. `purpose` completes "Cannot …"; amounts are wei.
 *
 * @module
 */

/** How sending a transaction can fail, in addition to failures of the chain. */
export type TransactionFailure =
  /** Nothing was sent, because the journal could not record it */
  | { kind: "journal/transaction-not-recorded"; purpose: string; reason: string }
  | { kind: "funds/base-fee"; purpose: string; baseFee: bigint; maxFee: bigint }
  | { kind: "funds/too-little"; purpose: string; balance: bigint; needed: bigint }
  /** A node says that the account cannot pay */
  | { kind: "funds/cannot-pay"; purpose: string; account?: string; reason: string }
  | { kind: "chain/transaction-refused"; purpose: string; reason: string }
  /** Another transaction of the account has its nonce */
  | { kind: "chain/displaced"; purpose: string }
  | { kind: "revert/mined"; purpose: string; hash: string };
