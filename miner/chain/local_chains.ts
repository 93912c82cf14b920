/**
 * Chains on one machine: they mine when something is sent, and end with their process.
 *
 * @module
 */
const LOCAL_CHAINS = [1337, 31337];

/** Whether a chain is a development node's. */
export function isLocal(chainId: number): boolean {
  return LOCAL_CHAINS.includes(chainId);
}

/** Blocks, its own included, after which something is final: no reorganization since 2022 was deeper. */
const CONFIRMATIONS = { public: 3, local: 1 };

/** Blocks, its own included, after which something on a chain counts as final. */
export function confirmationsOf(chainId: number): number {
  return CONFIRMATIONS[isLocal(chainId) ? "local" : "public"];
}
