/**
 * The phases of a competition, and how much of each is over. PROTOCOL.md, section 3.
 *
 * @module
 */
import type { Competition } from "../../../protocol/state/competition.ts";
import { thirdsOf } from "../../../protocol/terms/phase_ends.ts";

/** One phase, or a part of one. Times are seconds since 1970. */
export interface Step {
  name: string;
  end: number;
  /** 0 to 100 */
  percent: number;
  state: "ahead" | "running" | "over" | "never";
}

/** What decides. */
export type Times = Pick<
  Competition,
  | "sealed"
  | "registrationEnd"
  | "submissionEnd"
  | "openingEnd"
  | "evaluationEnd"
  | "testKey"
  | "testSet"
  | "ending"
>;

/** What the events say. */
export interface Known {
  /** When it began; absent until it is read */
  createdAt?: number;
  /** When it ended; absent while it runs, or until it is read */
  endedAt?: number;
}

/** The phases, in their order, at a given time. */
export function timelineOf(times: Times, { createdAt, endedAt }: Known, now: number): Step[] {
  const { registrationEnd, submissionEnd, openingEnd, evaluationEnd, testKey, ending } = times;
  const { key, judging } = thirdsOf(times);
  const parts: { name: string; start?: number; end: number; done?: boolean }[] = [
    { name: "Registration", start: createdAt, end: registrationEnd },
    { name: "Submission", start: registrationEnd, end: submissionEnd },
    ...(times.sealed
      ? [
        { name: "Test set’s key", start: submissionEnd, end: key, done: testKey !== undefined },
        { name: "Round zero", start: key, end: judging, done: times.testSet === "good" },
        { name: "Opening", start: judging, end: openingEnd },
      ]
      : []),
    { name: "Evaluation", start: openingEnd, end: evaluationEnd },
  ];
  if (ending === "won" || ending === "unwon") {
    return parts.map(({ name, end }) => ({ name, end, percent: 100, state: "over" }));
  }
  if (ending === "cancelled") {
    // What it never reached did not happen.
    return parts.map(({ name, start, end, done }) => {
      const reached = done || (start ?? 0) <= (endedAt ?? submissionEnd);
      return { name, end, percent: reached ? 100 : 0, state: reached ? "over" : "never" };
    });
  }
  const running = parts.findIndex(({ end, done }) => now < end && !done);
  return parts.map(({ name, start, end, done }, index) => ({
    name,
    end,
    percent: done || now >= end ? 100 : shareOf(start, end, now),
    state: done || now >= end ? "over" : index === running ? "running" : "ahead",
  }));
}

/** Nothing, if its beginning is unknown: a guess would be read as a fact. */
function shareOf(start: number | undefined, end: number, now: number): number {
  if (start === undefined || now <= start) return 0;
  return Math.floor((100 * (now - start)) / (end - start));
}
