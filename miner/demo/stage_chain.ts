/**
 * What a stage needs of a chain: Hardhat's node provides it, and so do other clients.
 *
 * @module
 */
import type { Address } from "viem";

/** A chain on which a stage can be set. */
export interface StageChain {
  url: string;
  /** Gives an empty account this balance, in wei. */
  give(account: Address, value: bigint): Promise<void>;
  /** Moves the chain's clock forward to a moment, or waits for it. */
  warpTo(seconds: number): Promise<void>;
  close(): Promise<void>;
}
