/**
 * What the dashboard tells from the events, against the reference model.
 *
 * @module
 */
import type { TimedEvent } from "./chain.ts";
import type { Competition } from "./state.ts";

export async function comparePage(
  _events: TimedEvent[],
  _competition: Competition,
  _drained: boolean,
  _what: string,
): Promise<void> {
}
