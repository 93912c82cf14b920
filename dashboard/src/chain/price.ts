/**
 * What ether costs, from an aggregator on the same chain (Chainlink's interface). It is somebody
 * else's claim: shown as such, with its age, and not at all if it cannot be right.
 *
 * @module
 */
import { type Address, parseAbi, type PublicClient } from "viem";

/** A price of one ether. */
export interface Price {
  /** In units of the currency */
  perEther: number;
  /** When it was reported, in seconds since 1970 */
  at: number;
}

const ABI = parseAbi([
  "function decimals() view returns (uint8)",
  "function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)",
]);

/** Aggregators report at least daily; older, in seconds, is out of order. */
const OLDEST = 2 * 86_400;
/** Clocks of chain and price may differ by this, in seconds. */
const AHEAD = 900;
/** No currency needs more. */
const MOST_DECIMALS = 36;
/** Beyond these, in units of a currency, it cannot be the price of ether. */
const [LEAST, MOST] = [1e-3, 1e12];

/**
 * Checks what an aggregator answered.
 *
 * @param now Seconds since 1970
 * @returns undefined if it is not a current price
 */
export function priceOf(
  answer: bigint,
  decimals: number,
  updatedAt: bigint,
  now: number,
): Price | undefined {
  if (decimals > MOST_DECIMALS || answer <= 0n) return undefined;
  const perEther = Number(answer) / 10 ** decimals;
  const at = Number(updatedAt);
  const sane = perEther >= LEAST && perEther <= MOST;
  return sane && at >= now - OLDEST && at <= now + AHEAD ? { perEther, at } : undefined;
}

/** Reads the price; undefined if the feed has none. */
export async function readPrice(
  client: PublicClient,
  feed: Address,
  now: number,
): Promise<Price | undefined> {
  const read = { address: feed, abi: ABI } as const;
  const [decimals, [, answer, , updatedAt]] = await Promise.all([
    client.readContract({ ...read, functionName: "decimals" }),
    client.readContract({ ...read, functionName: "latestRoundData" }),
  ]);
  return priceOf(answer, decimals, updatedAt, now);
}

/**
 * An amount in a currency, in three significant digits or whole units: a price is not more exact.
 *
 * @param currency Three letters: `USD`
 */
export function showFiat(wei: bigint, { perEther }: Price, currency: string): string {
  const amount = Number(wei) / 1e18 * perEther;
  const options = amount >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return `${amount.toLocaleString("en", options)} ${currency}`;
}
