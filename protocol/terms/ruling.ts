/**
 * What it would take to rule a competition: more than half of the committed deposits of a round
 * must be honest, and nothing on a public chain can change that. PROTOCOL.md, section 6.
 *
 * @module
 */
import type { Competition } from "../state/competition.ts";
import { leastPrizeOf } from "./pot_parts.ts";

/** The price of a majority. Amounts are wei. */
export interface Ruling {
  /**
   * Deposits that it would take in addition to the existing ones, if all of those are honest and
   * present
   */
  deposits: number;
  /** What they cost for the length of a round: a ruler gets them back */
  cost: bigint;
  /** What there is to win: the fund without the miners' share, and buy-ins that are not refunded */
  prize: bigint;
}

/**
 * Computes it from the current deposits.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseEther } from "viem";
 * import { rulingOf } from "./ruling.ts";
 *
 * const ruling = rulingOf({
 *   enrolled: 100,
 *   nextQuorum: 67,
 *   seatStake: parseEther("0.16"),
 *   fund: parseEther("10"),
 *   buyIn: parseEther("1"),
 *   participants: 3,
 *   returnsBuyIns: false,
 * });
 * assertEquals(ruling.deposits, 101);
 * assertEquals(ruling.cost, parseEther("16.16"));
 * assertEquals(ruling.prize, parseEther("11"));
 * ```
 */
export function rulingOf(
  { enrolled, nextQuorum, seatStake, fund, buyIn, participants, returnsBuyIns }: Pick<
    Competition,
    | "enrolled"
    | "nextQuorum"
    | "seatStake"
    | "fund"
    | "buyIn"
    | "participants"
    | "returnsBuyIns"
  >,
): Ruling {
  // One more than the others, and together enough for a round.
  const deposits = Math.max(enrolled + 1, nextQuorum - enrolled);
  return {
    deposits,
    cost: BigInt(deposits) * seatStake,
    prize: leastPrizeOf({ fund, buyIn, participants, returnsBuyIns }),
  };
}
