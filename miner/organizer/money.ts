/**
 * What happens to a fund: PROTOCOL.md, section 1. Amounts are wei.
 *
 * @module
 */
import { formatEther, parseEther } from "viem";

/** The parts of a fund. */
export interface Split {
  fund: bigint;
  /** What each participant pays */
  buyIn: bigint;
  /** For the miners */
  pool: bigint;
  prize: bigint;
  /** What the evaluations of one model cost */
  part: bigint;
  /** For one evaluation that agrees, if no more miners take part than there are seats */
  fee: bigint;
  /** Twice the prize over the seats: a quorum of them is worth more than the prize */
  seatStake: bigint;
}

/** The contract keeps amounts in 96 bits. */
export const MOST_WEI = 2n ** 96n - 1n;
/** Fees are counted in units of a part over 2^24, so a part has at least that many wei. */
const LEAST_PART = 2n ** 24n;

/**
 * Divides a fund; every division rounds down.
 *
 * @param sealed Round zero is paid like one more model
 */
export function splitFund(
  fund: bigint,
  seats: number,
  maxModels: number,
  sealed: boolean,
): Split {
  const pool = fund / 5n;
  const prize = fund - pool;
  const part = pool / partsOf(maxModels, sealed);
  return {
    fund,
    buyIn: fund / 10n,
    pool,
    prize,
    part,
    fee: part / BigInt(seats),
    seatStake: 2n * prize / BigInt(seats),
  };
}

/**
 * What each place receives of a prize, as far as others do not add to it.
 *
 * @param shares Basis points for 1st, 2nd, …; none: all to the first
 */
export function prizesOf(prize: bigint, shares: readonly number[]): bigint[] {
  return (shares.length > 0 ? shares : [10_000]).map((share) => prize * BigInt(share) / 10_000n);
}

/** Why the contract would reject a fund, and which one to use instead. */
export interface FundProblem {
  message: string;
  instead?: bigint;
}

/** Checks a fund. */
export function checkFund(
  fund: bigint,
  maxModels: number,
  sealed: boolean,
): FundProblem | undefined {
  if (fund > MOST_WEI) return { message: "No competition takes that much" };
  const parts = partsOf(maxModels, sealed);
  if (fund / 5n / parts >= LEAST_PART) return undefined;
  return {
    message: `A mining pool of ${fund / 5n} wei does not pay for ${parts} models`,
    instead: 5n * parts * LEAST_PART,
  };
}

function partsOf(maxModels: number, sealed: boolean): bigint {
  return BigInt(maxModels) + (sealed ? 1n : 0n);
}

/** Parses an amount of ether; undefined unless it is above 0. */
export function etherOf(text: string): bigint | undefined {
  // parseEther rounds fractions of a wei; here they are refused.
  if (!/^\d{1,12}(\.\d{1,18})?$/.test(text.trim())) return undefined;
  const wei = parseEther(text.trim());
  return wei > 0n ? wei : undefined;
}

/** An amount as people type it. */
export function etherText(wei: bigint): string {
  return formatEther(wei);
}
