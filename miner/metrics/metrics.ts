/**
 * A miner's figures in Prometheus' text format. Deno's own OpenTelemetry pushes to a collector and
 * is switched on before the program starts; a miner is scraped instead, so prom-client keeps the
 * figures.
 *
 * @module
 */
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { formatEther } from "viem";
import { DemlError } from "../../protocol/errors.ts";
import { VERSION } from "../base/version.ts";
import type { Head } from "./heads.ts";
import type { Meter } from "./meter.ts";
import type { Books } from "./read_books.ts";
import { earnedIn } from "./read_payments.ts";

/** Sources that are read at a scrape. */
export interface Sources {
  heads(): Promise<Head[]>;
  books(): Books;
  /** Rows that are committed and not revealed yet */
  unrevealed(): number;
  /** Why the journal cannot be written; undefined if it can */
  readOnly(): string | undefined;
  /** Bytes free where the journal is */
  free(): number;
  /** The time by which a poll must have succeeded again, both in milliseconds since 1970 */
  deadline(since: number): number;
}

/** A miner's figures. */
export interface Metrics {
  meter: Meter;
  /** All figures, as Prometheus reads them */
  text(): Promise<string>;
  contentType: string;
  /** Whether polls succeed */
  health(): { ok: boolean; lastSuccessfulLook: string | null; nextExpectedBy: string };
}

/** The log's names for functions of the contract. */
const KINDS: Record<string, string> = {
  openRound: "open-round",
  expireRound: "expire",
  failRound: "fail",
};

/** From a small model on a fast machine to the longest that a spec's limits give, in seconds. */
const BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];

/** These say that the chain could not be read; all others, that one thing there failed. */
const BLIND: ReadonlySet<string> = new Set(["chain", "internal"]);

/** Makes a miner's figures, all zero. */
export function createMetrics(sources: Sources, started = Date.now()): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string, collect: (gauge: Gauge) => void) =>
    new Gauge({
      name: `deml_${name}`,
      help,
      registers,
      collect() {
        return collect(this);
      },
    });
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter<Label>({ name: `deml_${name}`, help, labelNames, registers });

  new Gauge({ name: "deml_build_info", help: "The program", labelNames: ["version"], registers })
    .set({ version: VERSION }, 1);
  const ofEndpoints = (name: string, help: string, value: (head: Head) => number | undefined) =>
    new Gauge({
      name: `deml_${name}`,
      help,
      labelNames: ["endpoint"],
      registers,
      async collect() {
        const heads = await sources.heads();
        this.reset();
        for (const head of heads) {
          const found = value(head);
          if (found !== undefined) this.set({ endpoint: head.endpoint }, found);
        }
      },
    });
  ofEndpoints("endpoint_up", "1 if it answers", ({ age }) => age === undefined ? 0 : 1);
  ofEndpoints("head_age_seconds", "Age of an endpoint's latest block", ({ age }) => age);
  gauge("transactions_open", "Calls sent and not mined yet", (self) => {
    self.set(sources.books().openCalls);
  });
  gauge("transactions_oldest_seconds", "Age of the oldest of them; 0 without one", (self) => {
    const { oldestCall } = sources.books();
    self.set(oldestCall === undefined ? 0 : Math.max(0, (Date.now() - oldestCall) / 1_000));
  });
  gauge("stake_at_risk_ether", "Stakes deposited", (self) => {
    self.set(ether(sources.books().atRisk));
  });
  gauge("stake_forfeited_ether", "Stakes lost, of all in the journal", (self) => {
    self.set(ether(sources.books().forfeited));
  });
  gauge("rows_unrevealed", "Rows committed and not revealed", (self) => {
    self.set(sources.unrevealed());
  });
  gauge("journal_writable", "0 if the journal is read-only", (self) => {
    self.set(sources.readOnly() === undefined ? 1 : 0);
  });
  gauge("disk_free_bytes", "Free space where the journal is", (self) => self.set(sources.free()));
  let succeeded: number | undefined;
  gauge("last_successful_look_timestamp_seconds", "0 before the first", (self) => {
    self.set((succeeded ?? 0) / 1_000);
  });
  const looks = counter("looks_total", "Polls of the chain", ["result"]);
  const failures = counter("failures_total", "Failures of polls, by code", ["code"]);
  const duties = counter("duties_done_total", "Calls mined, by duty", ["kind"]);
  const reverted = counter("transactions_reverted_total", "Calls mined and reverted", ["kind"]);
  const earned = counter("earned_ether_total", "Fees and prizes paid out since the start");
  const gas = counter("gas_paid_ether_total", "Paid for gas since the start");
  const seconds = new Histogram({
    name: "deml_evaluation_seconds",
    help: "Time to evaluate a model, including the wait for a free place",
    buckets: BUCKETS,
    registers,
  });

  return {
    meter: {
      looked(failure) {
        const code = codeOf(failure);
        if (code !== undefined) failures.inc({ code });
        const blind = code !== undefined && BLIND.has(code);
        looks.inc({ result: blind ? "failed" : "ok" });
        if (!blind) succeeded = Date.now();
      },
      mined({ functionName }, mined) {
        const kind = KINDS[functionName] ?? functionName;
        gas.inc(ether(mined.gasUsed * mined.gasPrice));
        if (!mined.success) return reverted.inc({ kind });
        duties.inc({ kind });
        earned.inc(ether(earnedIn(mined)));
      },
      evaluated: (took) => seconds.observe(took),
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
    health() {
      const deadline = sources.deadline(succeeded ?? started);
      return {
        ok: Date.now() <= deadline,
        lastSuccessfulLook: succeeded === undefined ? null : new Date(succeeded).toISOString(),
        nextExpectedBy: new Date(deadline).toISOString(),
      };
    },
  };
}

function codeOf(failure: unknown): string | undefined {
  if (failure === undefined) return undefined;
  return failure instanceof DemlError ? failure.code : "internal";
}

/** Figures for a graph: a double has sixteen digits. */
function ether(wei: bigint): number {
  return Number(formatEther(wei));
}
