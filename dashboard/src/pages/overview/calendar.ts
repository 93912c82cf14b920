/**
 * A calendar file, RFC 5545: one event per date, with an alarm a day before.
 *
 * @module
 */
import { createEvents, type EventAttributes } from "ics";
import type { KeyDate } from "../../words/dates.ts";

/** Whose dates they are. */
export interface Whose {
  /** The competition's; safe to show */
  name: string;
  /** The address of its page */
  page: string;
  id: bigint;
  chainId: number;
  contract: string;
}

/** Enough to react, and short enough to be remembered. */
const ALARM = { hours: 24, before: true } as const;

/** Writes the file. */
export function calendarOf(dates: readonly KeyDate[], whose: Whose): string {
  const { name, page, id, chainId, contract } = whose;
  const events = dates.map(({ at, name: what, means }): EventAttributes => ({
    // The same date keeps its identity: importing the file twice makes no second event.
    uid: `${chainId}-${contract.toLowerCase()}-${id}-${what.replaceAll(/\W+/g, "-")}@deml`,
    title: `${name}: ${what}`,
    description: `${means}.`,
    url: page,
    start: at * 1_000,
    startInputType: "utc",
    startOutputType: "utc",
    duration: { minutes: 15 },
    calName: `DeML: ${name}`,
    productId: "DeML",
    alarms: [{ action: "display", description: `${name}: ${what}`, trigger: ALARM }],
  }));
  const { error, value } = createEvents(events);
  if (!value) throw error ?? new Error("The calendar file is empty");
  return value;
}
