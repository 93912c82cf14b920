/**
 * What a journal knows about chains that its miner does not poll now: with the wrong --rpc, or a
 * restarted chain, a stake would silently be left alone.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Hex } from "viem";

/** A chain with deposits that are still open. */
export interface OtherChain {
  chainId: number;
  /** Hash of its first block */
  genesis: Hex;
  deposits: number;
}

/** Other chains on which the journal believes stakes to be deposited. */
export function otherChains(
  database: DatabaseSync,
  { chainId, genesis }: Pick<OtherChain, "chainId" | "genesis">,
): OtherChain[] {
  const found = new Map<string, OtherChain>();
  for (const { place } of database.prepare("SELECT place FROM deposits WHERE ending = ''").all()) {
    const [chain, first] = String(place).split("/") as [string, Hex];
    const key = `${chain}/${first}`;
    const other = found.get(key) ?? { chainId: Number(chain), genesis: first, deposits: 0 };
    found.set(key, { ...other, deposits: other.deposits + 1 });
  }
  found.delete(`${chainId}/${genesis}`.toLowerCase());
  return [...found.values()];
}
