/**
 * What becomes of a fund: PROTOCOL.md, section 1. Amounts are wei.
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
  /** For one evaluation that agrees */
  fee: bigint;
  /** What the fees leave of the pool when every evaluation is paid; it joins the prize */
  rest: bigint;
  /** A majority of the seats costs more than the prize */
  seatStake: bigint;
}

/** The contract keeps amounts in 96 bits. */
export const MOST_WEI = 2n ** 96n - 1n;

/** Divides a fund. */
export function splitFund(fund: bigint, seats: number, maxModels: number): Split {
  const evaluations = BigInt(seats) * BigInt(maxModels);
  const pool = fund / 5n;
  const prize = fund - pool;
  const fee = pool / evaluations;
  return {
    fund,
    buyIn: fund / 10n,
    pool,
    prize,
    fee,
    rest: pool - fee * evaluations,
    seatStake: 2n * prize / BigInt(seats),
  };
}

/** What is wrong with a fund, and the one to use instead. */
export interface FundProblem {
  message: string;
  /** The contract would turn it down; otherwise only some wei are left over */
  fatal: boolean;
  instead?: bigint;
}

/** Looks at whether a fund divides. */
export function checkFund(
  fund: bigint,
  seats: number,
  maxModels: number,
): FundProblem | undefined {
  if (fund > MOST_WEI) {
    return { message: "No competition takes that much", fatal: true };
  }
  const { fee, pool, buyIn } = splitFund(fund, seats, maxModels);
  const whole = wholeUnit(seats, maxModels);
  if (fee === 0n || buyIn === 0n) {
    const count = (seats * maxModels).toLocaleString("en");
    return {
      message: `A mining pool of ${pool} wei does not divide into ${count} fees`,
      fatal: true,
      instead: roundUp(whole, whole),
    };
  }
  if (fund % whole === 0n) return undefined;
  const instead = mendFund(fund, seats, maxModels);
  return {
    message: "This amount does not divide into equal fees; the wei left over join the prize",
    fatal: false,
    instead: instead > MOST_WEI ? undefined : instead,
  };
}

/**
 * The next larger fund that divides, to as few digits as a thousandth of it allows: people read it.
 */
export function mendFund(fund: bigint, seats: number, maxModels: number): bigint {
  const whole = wholeUnit(seats, maxModels);
  let step = whole;
  while (step * 10n <= fund / 1_000n) step *= 10n;
  return roundUp(fund, step);
}

/** The smallest fund whose buy-in and fees are whole. */
function wholeUnit(seats: number, maxModels: number): bigint {
  const fees = 5n * BigInt(seats) * BigInt(maxModels);
  return fees % 2n === 0n ? fees : 2n * fees;
}

function roundUp(value: bigint, step: bigint): bigint {
  return (value + step - 1n) / step * step;
}

/** Reads an amount of ether that somebody typed; undefined where it is none above 0. */
export function etherOf(text: string): bigint | undefined {
  // parseEther rounds what is finer than a wei; here it is refused.
  if (!/^\d{1,12}(\.\d{1,18})?$/.test(text.trim())) return undefined;
  const wei = parseEther(text.trim());
  return wei > 0n ? wei : undefined;
}

/** An amount as people type it. */
export function etherText(wei: bigint): string {
  return formatEther(wei);
}
