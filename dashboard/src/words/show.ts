/**
 * Amounts and counts for sentences.
 *
 * @module
 */
import { formatEther } from "viem";
import { shorten } from "../components/money.tsx";

/** An amount in wei, for a sentence. */
export function ether(wei: bigint): string {
  return `${shorten(formatEther(wei))} ETH`;
}

/** A count of things. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
