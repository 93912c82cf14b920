/**
 * A miner's log: a message for people, and its facts for machines.
 *
 * @module
 */

import type { Failure } from "../../protocol/errors.ts";

/** From details for debugging to what needs an operator. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = typeof LOG_LEVELS[number];

/** What an entry is about. */
export interface About {
  /** `info` by default. `warn`: it does not go as planned; `error`: something failed */
  level?: LogLevel;
  /** A stable name for scripts, e.g. `sent`; `note` by default */
  event?: string;
  competition?: bigint;
  round?: number;
  model?: number;
  /** Of a transaction */
  hash?: string;
  /** What failed: the log puts it into words after the message */
  failure?: Failure;
}

/** Logs an entry. The message is one or more sentences, on one line. */
export type Log = (message: string, about?: About) => void;
