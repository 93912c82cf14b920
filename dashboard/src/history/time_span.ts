/**
 * The time in which something happened: what a chart over time shows.
 *
 * @module
 */
import type { History } from "../../../protocol/history/history.ts";
import type { Scored } from "../../../protocol/history/judgements.ts";

/** Seconds since 1970. */
export interface TimeSpan {
  start: number;
  end: number;
}

/** A chart of one moment has this many seconds. */
const LEAST = 60;

/**
 * From the first submission, or the first score if that is not known, to the last event: a score, or
 * the competition's end if no more than as much again passed until then.
 *
 * @param points In order of time
 */
export function timeSpanOf(
  { places, ended }: Pick<History, "places" | "ended">,
  points: readonly Pick<Scored, "time">[],
): TimeSpan | undefined {
  const [first, last] = [points[0]?.time, points.at(-1)?.time];
  if (first === undefined || last === undefined) return undefined;
  const submitted = [...places.values()].flatMap(({ submittedAt }) => submittedAt ?? []);
  const start = submitted.reduce((least, time) => Math.min(least, time), first);
  const over = ended?.at !== undefined && ended.at - last <= last - start ? ended.at : last;
  const end = Math.max(last, over);
  const room = Math.max(LEAST, end - start) / 24;
  const middle = end - start < LEAST ? (LEAST - (end - start)) / 2 : 0;
  return { start: start - room - middle, end: end + room + middle };
}
