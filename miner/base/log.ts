/**
 * What a miner says of its work: a message for people, and what it is about for machines.
 *
 * @module
 */

import type { Failure } from "../../protocol/errors.ts";

/** From what is worth nothing in peace to what needs somebody. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = typeof LOG_LEVELS[number];

/** What an entry is about. */
export interface About {
  /** `info` unless said. `warn`: it goes another way than planned; `error`: something failed */
  level?: LogLevel;
  /** A stable name for scripts, e.g. `sent`; `note` unless said */
  event?: string;
  competition?: bigint;
  round?: number;
  model?: number;
  /** Of a transaction */
  hash?: string;
  /** What failed: the log puts it into words behind the message */
  failure?: Failure;
}

/** Takes an entry. The message is one sentence or more, on one line. */
export type Log = (message: string, about?: About) => void;
