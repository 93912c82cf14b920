/**
 * The contract's ABI as types: its functions that change its state, and its events.
 *
 * @module
 */
import type { ContractFunctionName, ParseEventLogsReturnType } from "viem";
import { demlAbi } from "./generated/deml.ts";

/** A function that changes the contract's state. */
export type WriteName = ContractFunctionName<typeof demlAbi, "nonpayable" | "payable">;

/** One event with its arguments. */
export type Event = ParseEventLogsReturnType<typeof demlAbi, undefined, true>[number] & {
  /** Seconds since 1970, if the node gives it with the log */
  time: number | undefined;
};

type EventItem = Extract<typeof demlAbi[number], { type: "event" }>;
type EventNamed<Name extends EventItem["name"]> = Extract<EventItem, { name: Name }>;

/** An event of the ABI by its name, as viem reads and filters it. */
export function eventOf<const Name extends EventItem["name"]>(name: Name): EventNamed<Name> {
  return demlAbi.find((item) => item.type === "event" && item.name === name) as EventNamed<Name>;
}
