/**
 * A package in parts: what is missing on the chain, and what publishing costs.
 *
 * @module
 */
import { MAX_PART } from "./submit_model.ts";

/** A stretch of a package. */
export interface Stretch {
  offset: number;
  length: number;
}

/**
 * What is not on chain yet, in parts that fit into a transaction, in the required order.
 *
 * @param published Bytes that are on chain: a package grows from its beginning
 */
export function missingParts(size: number, published: number): Stretch[] {
  const missing: Stretch[] = [];
  for (let offset = published; offset < size; offset += MAX_PART) {
    missing.push({ offset, length: Math.min(MAX_PART, size - offset) });
  }
  return missing;
}

/** Gas of a byte of calldata by the floor of EIP-7623: packages have hardly any zero bytes. */
const BYTE = 40;
/** A transaction, with its log and its record: contracts/gas.json, rounded up. */
const TRANSACTION = 45_000;
const RECORD = 55_000;
/** Reserving a place. */
const RESERVATION = 75_000;

/**
 * The approximate gas of publishing a package.
 *
 * @param reserves Whether its place is reserved first
 */
export function publishingGas(
  size: number,
  reserves: boolean,
): { transactions: number; gas: bigint } {
  const parts = Math.max(1, Math.ceil(size / MAX_PART));
  const gas = BYTE * size + TRANSACTION * parts + RECORD + (reserves ? RESERVATION : 0);
  return { transactions: parts + (reserves ? 1 : 0), gas: BigInt(gas) };
}
