/**
 * How many blocks' logs an endpoint gives at once.
 *
 * @module
 */

/** Fourteen days of mainnet: most competitions, in one request. */
const MOST = 100_000n;
/** How many blocks are asked for, as one endpoint lets us. */
export interface LogRange {
  blocks: bigint;
  /** Whether a limit was told of; absent where there is none */
  told?: boolean;
}

/** A range that nobody has refused yet. */
export function newLogRange(): LogRange {
  return { blocks: MOST };
}
