/**
 * When to look for a transaction again: at every block while it is young, ever more rarely later.
 *
 * @module
 */
import type { Tracked } from "./tracked.ts";

/** When it was looked for. */
export interface Look {
  /** Milliseconds since 1970 */
  at: number;
  /** The latest block at that time */
  head: bigint;
}

/** As long as it is young, in milliseconds, every block is of interest. */
const YOUNG = 10 * 60_000;
/** Without a block, this often, in milliseconds. */
const SHORTEST = 15_000;
/** At least this often, in milliseconds, however old it is. */
const LONGEST = 60 * 60_000;
/** One that is twenty hours old may be found an hour late. */
const SHARE = 20;

/** Whether to look for it now; a page that was just opened looks at once. */
export function isDue(
  { stage, sentAt, confirmations }: Tracked,
  last: Look | undefined,
  now: number,
  head: bigint,
): boolean {
  if (last === undefined) return true;
  const age = Math.max(0, now - sentAt);
  // A block has it, or its successor: each further one confirms it.
  const near = age < YOUNG || stage === "mined" || confirmations > 0;
  if (near && head !== last.head) return true;
  return now - last.at >= Math.min(LONGEST, Math.max(SHORTEST, age / SHARE));
}
