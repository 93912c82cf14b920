/**
 * The log of a miner on stderr: lines for people, or one JSON object per line.
 *
 * @module
 */
import { type About, type Log, LOG_LEVELS, type LogLevel } from "../../base/log.ts";
import { redact } from "../../../protocol/text/secrets.ts";
import { oneLine } from "../../../protocol/text/visible.ts";
import { type Invocation, type Option, usage } from "../command.ts";
import { toJson } from "../json.ts";
import { withFailure } from "../failures/tell.ts";
import type { Terminal } from "../terminal.ts";

export const LOG_FORMATS = ["text", "json"] as const;
export type LogFormat = typeof LOG_FORMATS[number];

export const LOG_OPTIONS: Option[] = [
  {
    name: "log-format",
    value: "FORMAT",
    help: "text, or json: one object per line",
    default: "text",
  },
  {
    name: "log-level",
    value: "LEVEL",
    help: `Least severe level that is logged: ${LOG_LEVELS.join(", ")}`,
    default: "info",
  },
];

/**
 * Characters of an entry: a failure that names every gateway fits, untrusted text of any length
 * does not.
 */
const LONGEST_ENTRY = 1_000;

/** The log that the flags ask for. */
export function logOf(invocation: Invocation): Log {
  return createLog(invocation.terminal, {
    format: choice(invocation, "log-format", LOG_FORMATS),
    level: choice(invocation, "log-level", LOG_LEVELS),
  });
}

/** Makes a log. */
export function createLog(
  { log, paint }: Pick<Terminal, "log" | "paint">,
  { format, level: least }: { format: LogFormat; level: LogLevel },
): Log {
  const worth = (level: LogLevel) => LOG_LEVELS.indexOf(level);
  const word = { debug: "debug: ", info: "", warn: "warn: ", error: "error: " };
  const painted = {
    debug: paint.dim,
    info: (text: string) => text,
    warn: paint.yellow,
    error: paint.red,
  };
  return (message, about = {}) => {
    const level = about.level ?? "info";
    if (worth(level) < worth(least)) return;
    const said = oneLine(redact(withFailure(message, about.failure)), LONGEST_ENTRY);
    const time = new Date().toISOString();
    log(
      format === "json"
        ? toJson(entryOf(time, level, said, about))
        : `${time.slice(0, 19)}Z ${painted[level](word[level] + said)}`,
    );
  };
}

function entryOf(time: string, level: LogLevel, message: string, about: About) {
  const { event = "note", competition, round, model, hash, failure } = about;
  const kind = failure?.kind;
  return { time, level, event, competition: plain(competition), round, model, hash, kind, message };
}

/** A number if that is exact, so that scripts can calculate with it. */
function plain(id: bigint | undefined): number | bigint | undefined {
  return id !== undefined && id <= Number.MAX_SAFE_INTEGER ? Number(id) : id;
}

function choice<T extends string>(
  invocation: Invocation,
  name: string,
  allowed: readonly T[],
): T {
  const text = invocation.required(name);
  if (allowed.includes(text as T)) return text as T;
  throw usage(invocation.command, `--${name} takes ${allowed.join(", ")}, not "${text}"`);
}
