/**
 * Amounts and counts, as sentences have them.
 *
 * @module
 */
import { formatEther } from "viem";
import { shorten } from "../components/money.tsx";

/** Wei as a sentence has them. */
export function ether(wei: bigint): string {
  return `${shorten(formatEther(wei))} ETH`;
}

/** So many of a thing. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
