/**
 * Amounts and counts for sentences.
 *
 * @module
 */
import { etherAtLeast, etherAtMost } from "../components/money.tsx";

/** An amount in wei that somebody gets or has, for a sentence: rounded down. */
export function ether(wei: bigint): string {
  return `${etherAtLeast(wei)} ETH`;
}

/** An amount in wei that something costs or risks at most, for a sentence: rounded up. */
export function etherUpTo(wei: bigint): string {
  return `${etherAtMost(wei)} ETH`;
}

/** A count of things. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
