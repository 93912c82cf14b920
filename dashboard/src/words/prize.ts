/**
 * What there is to win, and what it would take to rule a round. PROTOCOL.md, sections 1 and 6.
 *
 * @module
 */
import { formatEther } from "viem";
import type { Competition } from "../../../miner/chain/read_competition.ts";
import { prizeOf } from "../../../miner/refused_terms.ts";
import { shorten } from "../components/money.tsx";

/** What a competition promises its winners, before they are known, in wei. */
export function promisedOf(
  { fund, buyIn, participants, returnsBuyIns }: Pick<
    Competition,
    "fund" | "buyIn" | "participants" | "returnsBuyIns"
  >,
): bigint {
  return prizeOf(fund) + (returnsBuyIns ? 0n : BigInt(participants) * buyIn);
}

/** What ruling would take: as many deposits as the honest ones that commit. */
export interface Ruling {
  /** Deposits that are enrolled, and what they are worth together, in wei */
  deposits: number;
  stakes: bigint;
  prize: bigint;
  /** Whether fewer than a quorum are enrolled: no round can be opened */
  short: boolean;
  /** Whether the deposits are worth less than the prize */
  cheap: boolean;
}

/** Sets what is enrolled beside the prize. */
export function rulingOf(
  competition: Pick<
    Competition,
    | "fund"
    | "buyIn"
    | "participants"
    | "returnsBuyIns"
    | "enrolled"
    | "seatStake"
    | "nextQuorum"
  >,
): Ruling {
  const { enrolled, seatStake, nextQuorum } = competition;
  const prize = promisedOf(competition);
  const stakes = BigInt(enrolled) * seatStake;
  return {
    deposits: enrolled,
    stakes,
    prize,
    short: enrolled < nextQuorum,
    cheap: stakes < prize,
  };
}

/** Wei as a sentence has them. */
export function ether(wei: bigint): string {
  return `${shorten(formatEther(wei))} ETH`;
}

/** So many of a thing. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
