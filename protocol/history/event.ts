/**
 * An event of the contract.
 *
 * @module
 */
import type { ParseEventLogsReturnType } from "viem";
import type { demlAbi } from "../generated/deml.ts";

/** One event, with what it tells. */
export type Event = ParseEventLogsReturnType<typeof demlAbi, undefined, true>[number] & {
  /** Seconds since 1970, where the node says it with the log */
  time: number | undefined;
};
