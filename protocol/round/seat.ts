/**
 * A seat of a round, as events encode it.
 *
 * @module
 */
import { type Address, getAddress } from "viem";

/** A seat as events encode it: round (10 bytes) ‖ seat (2) ‖ miner (20). */
export function unpackSeat(word: bigint): { round: number; seat: number; miner: Address } {
  return {
    round: Number(word >> 176n),
    seat: Number((word >> 160n) & 0xffffn),
    miner: getAddress(`0x${(word & ((1n << 160n) - 1n)).toString(16).padStart(40, "0")}`),
  };
}
