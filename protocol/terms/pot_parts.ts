/**
 * The pot as what will become of it: the one place that says which part is the prize. PROTOCOL.md,
 * sections 1 and 7.
 *
 * @module
 */
import type { Competition } from "../state/competition.ts";
import { prizeOf } from "./refused_terms.ts";

/** The pot in three parts, whose sum it is. Amounts are wei. */
export interface PotParts {
  /** All that is left to share */
  pot: bigint;
  /** What the winners share at least: the fund without the miners' fifth, and buy-ins that stay */
  prize: bigint;
  /** What is left of the miners' fifth; what they do not earn joins the prize */
  miners: bigint;
  /** Buy-ins that are refunded even if somebody wins */
  refundable: bigint;
}

/**
 * Divides a running competition's pot.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseEther } from "viem";
 * import { potPartsOf } from "./pot_parts.ts";
 *
 * const [fund, buyIn] = [parseEther("10"), parseEther("1")];
 * // Three joined, and miners have earned half an ether.
 * const pot = parseEther("12.5");
 * const parts = potPartsOf({ fund, buyIn, participants: 3, returnsBuyIns: false, pot });
 * assertEquals(parts.prize, parseEther("11"));
 * assertEquals(parts.miners, parseEther("1.5"));
 * assertEquals(parts.refundable, 0n);
 * ```
 */
export function potPartsOf(
  { fund, buyIn, participants, returnsBuyIns, pot }: Pick<
    Competition,
    "fund" | "buyIn" | "participants" | "returnsBuyIns" | "pot"
  >,
): PotParts {
  const prize = leastPrizeOf({ fund, buyIn, participants, returnsBuyIns });
  const spent = fund + BigInt(participants) * buyIn - pot;
  const fifth = fund - prizeOf(fund);
  const miners = spent < fifth ? fifth - spent : 0n;
  return { pot, prize, miners, refundable: pot - prize - miners };
}

/** What the winners share at least, in wei. */
export function leastPrizeOf(
  { fund, buyIn, participants, returnsBuyIns }: Pick<
    Competition,
    "fund" | "buyIn" | "participants" | "returnsBuyIns"
  >,
): bigint {
  return prizeOf(fund) + (returnsBuyIns ? 0n : BigInt(participants) * buyIn);
}
