/**
 * The contract's events by their names, as viem reads and filters them.
 *
 * @module
 */
import { demlAbi } from "./generated/deml.ts";

type EventItem = Extract<typeof demlAbi[number], { type: "event" }>;
type EventNamed<Name extends EventItem["name"]> = Extract<EventItem, { name: Name }>;

/** An event of the ABI. */
export function eventOf<const Name extends EventItem["name"]>(name: Name): EventNamed<Name> {
  return demlAbi.find((item) => item.type === "event" && item.name === name) as EventNamed<Name>;
}
