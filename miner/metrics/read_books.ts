/**
 * The journal's present state of money and pending calls.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Hex } from "viem";
import { isOfChain } from "../journal/calls.ts";

/** Amounts in wei. */
export interface Books {
  atRisk: bigint;
  forfeited: bigint;
  openCalls: number;
  /** When the oldest of them was recorded, in milliseconds since 1970 */
  oldestCall: number | undefined;
}

/** Reads the books of one chain and contract. */
export function readBooks(
  database: DatabaseSync,
  { chainId, genesis, contract }: { chainId: number; genesis: Hex; contract: string },
): Books {
  const prefix = `${chainId}/${genesis}/${contract}/`.toLowerCase();
  const deposits = database.prepare(
    "SELECT stake, ending FROM deposits WHERE substr(place, 1, ?) = ? AND ending != 'returned'",
  ).all(prefix.length, prefix);
  const sum = (ending: string) =>
    deposits.filter((row) => row.ending === ending)
      .reduce((total, { stake }) => total + BigInt(String(stake)), 0n);
  const calls = database.prepare("SELECT * FROM calls WHERE chain = ? AND state = 'open'")
    .all(chainId).filter((row) => isOfChain(row, genesis));
  return {
    atRisk: sum(""),
    forfeited: sum("lost"),
    openCalls: calls.length,
    oldestCall: calls.map(({ recorded }) => Date.parse(String(recorded))).sort((a, b) => a - b)[0],
  };
}
