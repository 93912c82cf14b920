/**
 * Whose turn it is at what anybody may do: open, settle, expire, fail, cancel, finalize. One
 * transaction is enough, and every other one is gas lost to a revert, so miners wait for different
 * times and poll again before they try.
 *
 * Nobody knows who else is online, only how many are enrolled. Uniform delays would have to be
 * spread over a block for each miner, twenty minutes for a hundred, and if few are online, nobody
 * tries for long. Here the number of miners whose turn has come doubles every DOUBLING blocks
 * instead (truncated exponential timers: Nonnenmacher and Biersack, "Scalable feedback for large
 * groups", 1999; RFC 4654 does the same), so that all have had their turn after DOUBLING ×
 * log2(enrolled) blocks:
 *
 *     share of miners whose turn has come after t   (2^(t / doubling) − 1) / (enrolled − 1)
 *     delay of a miner with random u, 0 ≤ u < 1     doubling × log2(1 + u × (enrolled − 1))
 *
 * @module
 */
import { type Address, encodePacked, keccak256 } from "viem";

/** Seconds between two blocks of mainnet. */
const BLOCK = 12;
/**
 * Blocks in which twice as many may try. After the first one has tried, its transaction is in the next
 * block, and until then 2 × (2^(1/2) − 1) = 0.8 others come on average, however many are enrolled. With
 * one block it would be 2, with four 0.4, and the last of 800 would wait for eight minutes instead of
 * four.
 */
const DOUBLING = 2;
/** The part of the remaining time that waiting may take: the other half is for getting it mined. */
const PATIENCE = 1 / 2;

/** One occasion, and one miner at it. */
export interface Turn {
  /** Whose delay it is */
  address: Address;
  competition: bigint;
  /** What to do, e.g. `settle 3`: each thing has its own turns */
  what: string;
  /**
   * Since when anybody may, in seconds since 1970. From the chain, not from when this miner
   * noticed: a miner that asks twice must get the same answer, and a late one has already waited
   */
  since: number;
  /** Deposits in the competition, including this miner's */
  enrolled: number;
  /** Seconds after `since` in which it can be done at all; unlimited by default */
  within?: number;
  /** Seconds between two blocks; 0 if nobody needs to wait, as on a private chain */
  blockTime?: number;
}

/**
 * How long after `since` this miner waits before it polls again and tries, in seconds.
 *
 * The same for the same turn, and different at the next occasion, so that the gas is shared. An
 * address can be chosen to come first; its reward is to pay the gas, and if it does nothing, the
 * next one comes a few seconds later.
 */
export function turnDelay(turn: Turn): number {
  const { enrolled, within = Infinity, blockTime = BLOCK } = turn;
  if (blockTime === 0 || enrolled <= 1) return 0;
  const longest = Math.log2(enrolled);
  const doubling = Math.min(DOUBLING * blockTime, PATIENCE * Math.max(0, within) / longest);
  return doubling * Math.log2(1 + chanceOf(turn) * (enrolled - 1));
}

/** How long this miner still waits, in seconds; 0 if it is its turn. */
export function turnIn(turn: Turn, now: number): number {
  return Math.max(0, turnDelay(turn) - (now - turn.since));
}

/** The longest that anybody waits at an occasion, in seconds. */
export function longestTurn(enrolled: number, blockTime = BLOCK): number {
  return enrolled <= 1 ? 0 : DOUBLING * blockTime * Math.log2(enrolled);
}

/** Evenly spread from 0 to 1, from the first 48 bits of a hash: a number has 53. */
function chanceOf({ address, competition, what, since }: Turn): number {
  const hash = keccak256(encodePacked(
    ["address", "uint256", "uint256", "string"],
    [address, competition, BigInt(Math.floor(since)), what],
  ));
  return parseInt(hash.slice(2, 14), 16) / 2 ** 48;
}
