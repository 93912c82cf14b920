/**
 * Which chain what is followed belongs to.
 *
 * @module
 */
import { useChain } from "../chain/head.tsx";
import { useApp } from "../context.ts";

/** Under which name what is followed on this chain is kept. */
export function useFollowedChain(): string {
  const { connection: { contract } } = useApp();
  const { head } = useChain();
  return `${head?.genesis ?? "none"}.${contract}`;
}
