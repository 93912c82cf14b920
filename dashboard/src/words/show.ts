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

/** A moment of the reader's clock: `14:20`, with its day if that is not the same. */
export function clock(seconds: number, now: number): string {
  const [at, today] = [new Date(seconds * 1_000), new Date(now * 1_000)];
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (at.toDateString() === today.toDateString()) return time;
  const year = at.getFullYear() === today.getFullYear() ? {} : { year: "numeric" } as const;
  const day = at.toLocaleDateString("en-GB", { day: "numeric", month: "short", ...year });
  return `${day}, ${time}`;
}

/** A count of things. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
