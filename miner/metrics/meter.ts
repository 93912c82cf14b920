/**
 * What a miner reports for counting.
 *
 * @module
 */
import type { Mined } from "../journal/call.ts";
import type { Write } from "../transactions/sender.ts";

/** Counts. Nothing here may throw or wait. */
export interface Meter {
  /** A poll is over; `failure` is its first one */
  looked(failure: unknown): void;
  /** A call was mined, and perhaps reverted */
  mined(write: Write, mined: Mined): void;
  /** A model was evaluated, or could not be, in so many seconds */
  evaluated(seconds: number): void;
}
