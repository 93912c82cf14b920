/**
 * A package in parts: what is missing on the chain, and what publishing costs.
 *
 * @module
 */
import { MAX_PART } from "../../../../miner/chain/submit_model.ts";

/** A stretch of a package. */
export interface Stretch {
  offset: number;
  length: number;
}

/** What no part covers, cut into parts that a transaction takes. */
export function missingParts(size: number, parts: readonly Stretch[]): Stretch[] {
  const missing: Stretch[] = [];
  let at = 0;
  for (const { offset, length } of [...parts].sort((a, b) => a.offset - b.offset)) {
    cut(missing, at, Math.min(offset, size));
    at = Math.max(at, offset + length);
  }
  cut(missing, at, size);
  return missing;
}

function cut(into: Stretch[], from: number, to: number): void {
  for (let offset = from; offset < to; offset += MAX_PART) {
    into.push({ offset, length: Math.min(MAX_PART, to - offset) });
  }
}

/** Gas of a byte of calldata by the floor of EIP-7623: packages have hardly a zero byte. */
const BYTE = 40;
/** A transaction, with its log and its record: contracts/gas.json, rounded up. */
const TRANSACTION = 45_000;
const RECORD = 55_000;

/** What publishing a package takes, about. */
export function publishingGas(size: number): { transactions: number; gas: bigint } {
  const transactions = Math.max(1, Math.ceil(size / MAX_PART));
  return { transactions, gas: BigInt(BYTE * size + TRANSACTION * transactions + RECORD) };
}
