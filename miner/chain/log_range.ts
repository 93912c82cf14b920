/**
 * How many blocks' logs an endpoint returns at once.
 *
 * @module
 */

/** Fourteen days of mainnet: most competitions, in one request. */
const MOST = 100_000n;
/** How many blocks one endpoint may be asked for. */
export interface LogRange {
  blocks: bigint;
  /** Whether a limit was logged; absent if there is none */
  told?: boolean;
}

/** A range that has not been refused yet. */
export function newLogRange(): LogRange {
  return { blocks: MOST };
}
