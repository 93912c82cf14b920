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
