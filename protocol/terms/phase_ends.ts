/**
 * Times that follow from the terms: Schedule.sol. Seconds since 1970.
 *
 * @module
 */
import type { Competition } from "../state/competition.ts";

type Times = Pick<Competition, "sealed" | "submissionEnd" | "openingEnd" | "commitWindow">;

/**
 * Until when parts of a package are accepted; in a sealed competition, round zero may end it
 * earlier.
 */
export function partsEndOf({ sealed, submissionEnd, openingEnd, commitWindow }: Times): number {
  return sealed ? openingEnd : submissionEnd + commitWindow;
}

/**
 * When the key of a sealed test set must be published, and round zero must be over: PROTOCOL.md,
 * section 3.
 */
export function thirdsOf(
  { submissionEnd, openingEnd }: Pick<Times, "submissionEnd" | "openingEnd">,
): { key: number; judging: number } {
  const length = openingEnd - submissionEnd;
  return {
    key: submissionEnd + Math.floor(length / 3),
    judging: submissionEnd + Math.floor(2 * length / 3),
  };
}
