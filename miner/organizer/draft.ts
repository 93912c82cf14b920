/**
 * What an organizer writes down: the form of the page's Create, and the file of
 * `deml competitions create`. Everything but the files and the key of a test set.
 *
 * @module
 */
import type { Hex } from "viem";
import { type FormatName, FORMATS } from "../../protocol/spec/formats.ts";
import { METRIC_NAMES, type MetricName, METRICS } from "../../protocol/score/metrics.ts";
import type { InputSpec } from "../../protocol/spec/spec.ts";

/** Where a data set comes from: files of this machine, or already published. */
export type Source = "files" | "cids";

/** Names of the parts of the data. */
export const PART_WORDS = { test: "Test set", validation: "Validation set" };

/** One data set in the form. */
export interface DataDraft {
  cid: string;
  /** CID of the labels, if they are a separate file */
  labels: string;
  format: FormatName;
  rows: string;
  classes: string;
  /** One per line; empty: no names */
  classNames: string;
  /** An index, or a name of the header */
  labelColumn: string;
  header: boolean;
  /** Labels are words: the names of the classes */
  labelNames: boolean;
  /** Names of arrays, for formats with several in a file */
  samplesArray: string;
  labelsArray: string;
}

/** A duration as people write it. */
export interface Duration {
  count: string;
  unit: keyof typeof UNITS;
}

/** Seconds of each unit. */
export const UNITS = { minutes: 60, hours: 3_600, days: 86_400, weeks: 604_800 } as const;

/** The phases that the organizer times. */
export const TIMED = ["registration", "submission", "opening", "evaluation"] as const;
export type Timed = typeof TIMED[number];

/** How a test set was sealed; the key is in the key store, under its commitment. */
export interface Sealing {
  commitment: Hex;
  nonce: Hex;
  labelsNonce?: Hex;
  /** sha2-256 of the plain files: the key and the nonces are for these bytes only */
  digests: Hex[];
  /** The writer confirmed that the key file is safe */
  safe: boolean;
}

/** The whole form. Numbers are text as it was typed. */
export interface Draft {
  version: 1;
  source: Source;
  test: DataDraft;
  withValidation: boolean;
  validation: DataDraft;
  name: string;
  description: string;
  metric: MetricName;
  input: Record<"shape" | "scale" | "mean" | "std", string> & Pick<InputSpec, "type" | "layout">;
  limits: Record<"packedBytes" | "unpackedBytes" | "parameters" | "multiplyAdds", string>;
  engine: { name: "native" | "wasm"; version: string };
  fund: string;
  by: "durations" | "dates";
  durations: Record<Timed, Duration>;
  /** As `datetime-local` has them, in the reader's zone */
  dates: Record<Timed, string>;
  terms:
    & Record<
      | "seats"
      | "quorum"
      | "tolerance"
      | "byteLimit"
      | "maxModels"
      | "maxModelsPerAuthor"
      | "seatStake"
      | "prizeShares",
      string
    >
    & Record<"commitWindow" | "revealWindow" | "roundInterval", Duration>
    & Record<"offChainModels" | "returnsBuyIns", boolean>;
  sealed: boolean;
  sealing?: Sealing;
  /** Chain, contract and spec of the last creation that was sent */
  sent?: string;
}

const DATA: DataDraft = {
  cid: "",
  labels: "",
  format: "csv",
  rows: "",
  classes: "",
  classNames: "",
  labelColumn: "0",
  header: false,
  labelNames: false,
  samplesArray: "",
  labelsArray: "",
};

/** The version of the runtime that miners include: deno.json pins it. */
export const ENGINE_VERSION = "1.30.0";

/** An empty form. */
export const EMPTY: Draft = {
  version: 1,
  source: "files",
  test: DATA,
  withValidation: false,
  validation: DATA,
  name: "",
  description: "",
  metric: METRIC_NAMES[0],
  input: {
    shape: "",
    type: "float32",
    layout: "flat",
    scale: "1",
    mean: "0",
    std: "1",
  },
  limits: {
    packedBytes: "",
    unpackedBytes: "8000000",
    parameters: "2000000",
    multiplyAdds: "20000000",
  },
  engine: { name: "native", version: ENGINE_VERSION },
  fund: "10",
  by: "durations",
  durations: {
    registration: { count: "7", unit: "days" },
    submission: { count: "14", unit: "days" },
    opening: { count: "2", unit: "days" },
    evaluation: { count: "7", unit: "days" },
  },
  dates: { registration: "", submission: "", opening: "", evaluation: "" },
  terms: {
    seats: "100",
    quorum: "",
    tolerance: "50",
    byteLimit: "1000000",
    maxModels: "20",
    maxModelsPerAuthor: "5",
    seatStake: "",
    prizeShares: "",
    commitWindow: { count: "4", unit: "hours" },
    revealWindow: { count: "1", unit: "hours" },
    roundInterval: { count: "4", unit: "hours" },
    offChainModels: false,
    returnsBuyIns: false,
  },
  sealed: false,
};

/** Reads a kept form; one of another version, or damaged, is an empty one. */
export function parseDraft(text: string): Draft {
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return EMPTY;
  }
  const draft = fit(EMPTY, kept) as Draft;
  const { sealing, sent } = kept as Draft;
  return {
    ...draft,
    metric: Object.hasOwn(METRICS, draft.metric) ? draft.metric : EMPTY.metric,
    test: inKnownFormat(draft.test),
    validation: inKnownFormat(draft.validation),
    ...(sealing && { sealing }),
    ...(sent && { sent }),
  };
}

/** An unknown format becomes the first choice. */
function inKnownFormat(data: DataDraft): DataDraft {
  return Object.hasOwn(FORMATS, data.format) ? data : { ...data, format: DATA.format };
}

/** Kept values of the right type; otherwise empty ones. */
function fit(empty: unknown, kept: unknown): unknown {
  if (Array.isArray(empty)) return Array.isArray(kept) ? kept : empty;
  if (typeof empty === "object" && empty !== null) {
    if (typeof kept !== "object" || kept === null) return empty;
    return Object.fromEntries(
      Object.entries(empty).map(([name, value]) => [
        name,
        fit(value, (kept as Record<string, unknown>)[name]),
      ]),
    );
  }
  return typeof kept === typeof empty ? kept : empty;
}

/** Seconds of a duration; undefined if it is not one. */
export function secondsOf({ count, unit }: Duration): number | undefined {
  const number = /^\d{1,9}(\.\d{1,6})?$/.test(count.trim()) ? Number(count) : NaN;
  const seconds = Math.round(number * UNITS[unit]);
  return Number.isFinite(seconds) ? seconds : undefined;
}
