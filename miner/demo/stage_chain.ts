/**
 * What a stage wants of a chain: Hardhat's node gives it, and so do other clients.
 *
 * @module
 */
import type { Address } from "viem";

/** A chain on which a stage can be set. */
export interface StageChain {
  url: string;
  /** Gives an account that has nothing so much, in wei. */
  give(account: Address, value: bigint): Promise<void>;
  /** Moves the chain's clock forward to a moment, or waits for it. */
  warpTo(seconds: number): Promise<void>;
  close(): Promise<void>;
}
