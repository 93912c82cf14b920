/**
 * A transaction's offer for its gas.
 *
 * @module
 */

/** Wei per gas, as in EIP-1559. */
export interface Fees {
  maxFee: bigint;
  tip: bigint;
}

/** What the head of the chain asks for. */
export interface Market {
  /** Of the latest block, wei per gas */
  baseFee: bigint;
  /** What producers currently accept, wei per gas */
  tip: bigint;
}

/**
 * Nodes accept a second transaction with the same nonce if both fees are a tenth higher; an eighth
 * is safe.
 */
const BUMP_NUMERATOR = 9n;
const BUMP_DENOMINATOR = 8n;

/** The first offer, in wei per gas: the base fee can double, in six full blocks, before it is too low. */
export function firstOffer({ baseFee, tip }: Market): bigint {
  return 2n * baseFee + tip;
}

/**
 * The fees of a first offer.
 *
 * @param most Limit, in wei per gas
 */
export function firstFees(market: Market, most: bigint): Fees {
  return bounded({ maxFee: firstOffer(market), tip: market.tip }, most);
}

/**
 * The next offer for the same nonce: an eighth more than the last, or the market's present price.
 *
 * @param most Limit, in wei per gas
 * @returns undefined if the limit leaves no room for an offer that nodes would accept
 */
export function bumpedFees(last: Fees, market: Market, most: bigint): Fees | undefined {
  const fresh = firstFees(market, most);
  const least = { maxFee: raised(last.maxFee), tip: raised(last.tip) };
  if (least.maxFee > most) return undefined;
  return bounded({
    maxFee: larger(least.maxFee, fresh.maxFee),
    tip: larger(least.tip, fresh.tip),
  }, most);
}

function raised(fee: bigint): bigint {
  return (fee * BUMP_NUMERATOR + BUMP_DENOMINATOR - 1n) / BUMP_DENOMINATOR + 1n;
}

function bounded({ maxFee, tip }: Fees, most: bigint): Fees {
  const bound = maxFee < most ? maxFee : most;
  return { maxFee: bound, tip: tip < bound ? tip : bound };
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
