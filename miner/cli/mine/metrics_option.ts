/**
 * The flag that makes a miner publish its figures, and those figures.
 *
 * @module
 */
import type { Cron } from "croner";
import { statfsSync } from "node:fs";
import type { Connection } from "../../chain/client.ts";
import type { Memory } from "../../duties/memory.ts";
import type { Journal } from "../../journal/journal.ts";
import { watchHeads } from "../../metrics/heads.ts";
import { createMetrics, type Metrics } from "../../metrics/metrics.ts";
import { readBooks } from "../../metrics/read_books.ts";
import { type Invocation, type Option, usage } from "../command.ts";

export const METRICS_OPTION: Option = {
  name: "metrics",
  value: "HOST:PORT",
  help: "Serve /metrics for Prometheus and /healthz to everybody who reaches this address",
};

/** How long polls may fail before a miner counts as unhealthy, at least, in milliseconds. */
const LOOKS = 5;
const LEAST_PATIENCE = 60_000;
/** How long a poll started by a pattern may take, in milliseconds. */
const LOOK_TIME = 300_000;

/** Where to serve, or undefined. */
export function metricsAddress(
  invocation: Invocation,
): { hostname: string; port: number } | undefined {
  const text = invocation.text("metrics");
  if (text === undefined) return undefined;
  const [, hostname, digits] = text.match(/^(\[[0-9a-f:]+\]|[\w.-]+):(\d{1,5})$/i) ?? [];
  const port = Number(digits);
  if (hostname === undefined || port > 65_535) {
    throw usage(invocation.command, `--metrics takes HOST:PORT, not "${text}"`);
  }
  return { hostname: hostname.replace(/^\[|\]$/g, ""), port };
}

/** Makes the figures of a miner. */
export function metricsOf(
  { connection, journal, memory, home, rpcs, poll, schedule }: {
    connection: Connection;
    journal: Journal;
    memory: Memory;
    home: string;
    rpcs: readonly string[];
    /** Seconds */
    poll: number;
    schedule: Cron | undefined;
  },
): Metrics {
  return createMetrics({
    heads: watchHeads(rpcs),
    books: () => readBooks(journal.database, connection),
    unrevealed: () => memory.seated?.size ?? 0,
    readOnly: () => journal.readOnly,
    free() {
      const { bavail, bsize } = statfsSync(home);
      return bavail * bsize;
    },
    deadline(since) {
      if (schedule === undefined) return since + Math.max(LEAST_PATIENCE, 1_000 * LOOKS * poll);
      return (schedule.nextRun(new Date(since))?.getTime() ?? since) + LOOK_TIME;
    },
  });
}
