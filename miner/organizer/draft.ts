/**
 * What an organizer writes down: the form of the page's Create, and the file of
 * `deml competitions create`. Everything but the files and the key of a test set.
 *
 * @module
 */
import type { Hex } from "viem";
import { z } from "zod";
import { FORMAT_NAMES, type FormatName } from "../../protocol/spec/formats.ts";
import { METRIC_NAMES } from "../../protocol/score/metrics.ts";

/** Names of the parts of the data. */
export const PART_WORDS = { test: "Test set", validation: "Validation set" };

/** Seconds of each unit. */
export const UNITS = { minutes: 60, hours: 3_600, days: 86_400, weeks: 604_800 } as const;
/** The units, as a menu lists them. */
export const UNIT_NAMES = [
  "minutes",
  "hours",
  "days",
  "weeks",
] as const satisfies (keyof typeof UNITS)[];

/** The phases that the organizer times. */
export const TIMED = ["registration", "submission", "opening", "evaluation"] as const;
export type Timed = typeof TIMED[number];

/** The version of the runtime that miners include: deno.json pins it. */
export const ENGINE_VERSION = "1.30.0";

// A kept form may be damaged or of another version: what is not of the right type has its default.
const text = (value = "") => z.string().catch(value);
const flag = (value = false) => z.boolean().catch(value);
const oneOf = <const T extends readonly [string, ...string[]]>(names: T) =>
  z.enum(names).catch(names[0] as never);
function group<T extends z.ZodRawShape>(fields: T) {
  const schema = z.object(fields);
  return schema.catch(() => schema.parse({}));
}
const duration = (count: string, unit: keyof typeof UNITS) =>
  group({ count: text(count), unit: z.enum(UNIT_NAMES).catch(unit) });
const hex = z.string().regex(/^0x[0-9a-f]*$/) as unknown as z.ZodType<Hex>;

/** One data set in the form. */
const data = group({
  cid: text(),
  /** CID of the labels, if they are a separate file */
  labels: text(),
  format: oneOf(FORMAT_NAMES as [FormatName, ...FormatName[]]),
  rows: text(),
  classes: text(),
  /** One per line; empty: no names */
  classNames: text(),
  /** An index, or a name of the header */
  labelColumn: text("0"),
  header: flag(),
  /** Whether the labels are the names of the classes */
  labelNames: flag(),
  /** Names of arrays, for formats with several in a file */
  samplesArray: text(),
  labelsArray: text(),
});

/** How a test set was sealed; the key is in the key store, under its commitment. */
const sealing = z.object({
  commitment: hex,
  nonce: hex,
  labelsNonce: hex.optional(),
  /** sha2-256 of the plain files: the key and the nonces are for these bytes only */
  digests: z.array(hex),
  /** The writer confirmed that the key file is safe */
  safe: z.boolean(),
});

/** The whole form. Numbers are text as it was typed. */
export const DRAFT_SCHEMA = group({
  version: z.literal(1).catch(1),
  /** Where a data set comes from: files of this machine, or already published */
  source: oneOf(["files", "cids"]),
  /** What the form began with */
  preset: oneOf(["empty", "images", "table"]),
  test: data,
  withValidation: flag(),
  /** The validation set is the public part of a sealed test set: authors may claim scores on it */
  claims: flag(),
  validation: data,
  name: text(),
  description: text(),
  metric: oneOf(METRIC_NAMES),
  /** Of top-k alone */
  k: text("5"),
  /** Of the metrics of values alone */
  target: group({ decimals: text("0"), low: text(), high: text() }),
  input: group({
    shape: text(),
    type: oneOf(["float32", "uint8"]),
    layout: oneOf(["flat", "channels-first", "channels-last"]),
    scale: text("1"),
    mean: text("0"),
    std: text("1"),
    /** Columns of words or with missing cells: a line for each, in JSON */
    columns: text(),
    /** One per line */
    missingWords: text(),
  }),
  limits: group({
    packedBytes: text(),
    unpackedBytes: text("8000000"),
    parameters: text("2000000"),
    multiplyAdds: text("20000000"),
  }),
  engine: group({ name: oneOf(["native", "wasm"]), version: text(ENGINE_VERSION) }),
  fund: text("10"),
  by: oneOf(["durations", "dates"]),
  durations: group({
    registration: duration("7", "days"),
    submission: duration("14", "days"),
    opening: duration("2", "days"),
    evaluation: duration("7", "days"),
  }),
  /** As `datetime-local` has them, in the reader's zone */
  dates: group({ registration: text(), submission: text(), opening: text(), evaluation: text() }),
  terms: group({
    seats: text("100"),
    quorum: text(),
    tolerance: text(),
    byteLimit: text("1000000"),
    maxModels: text("20"),
    maxModelsPerAuthor: text("5"),
    seatStake: text(),
    prizeShares: text(),
    commitWindow: duration("4", "hours"),
    revealWindow: duration("1", "hours"),
    roundInterval: duration("4", "hours"),
    offChainModels: flag(),
    returnsBuyIns: flag(),
  }),
  sealed: flag(),
  sealing: sealing.optional().catch(undefined),
  /** Chain, contract and spec of the last creation that was sent */
  sent: z.string().optional().catch(undefined),
});

/** The whole form. */
export type Draft = z.output<typeof DRAFT_SCHEMA>;
/** One data set in the form. */
export type DataDraft = z.output<typeof data>;
/** How a test set was sealed. */
export type Sealing = z.output<typeof sealing>;
/** A duration as people write it. */
export type Duration = Draft["durations"]["registration"];

/** An empty form. */
export const EMPTY: Draft = DRAFT_SCHEMA.parse({});

/** What a new form begins with: terms that no careful client refuses. */
export const RECOMMENDED: Draft = {
  ...EMPTY,
  sealed: true,
  terms: { ...EMPTY.terms, returnsBuyIns: true },
};

/** Reads a kept form: `otherwise` where there is none. */
export function parseDraft(text: string, otherwise: Draft = EMPTY): Draft {
  try {
    return DRAFT_SCHEMA.parse(JSON.parse(text));
  } catch {
    return otherwise;
  }
}

/** Seconds of a duration; undefined if it is not one. */
export function secondsOf({ count, unit }: Duration): number | undefined {
  const number = /^\d{1,9}(\.\d{1,6})?$/.test(count.trim()) ? Number(count) : NaN;
  const seconds = Math.round(number * UNITS[unit]);
  return Number.isFinite(seconds) ? seconds : undefined;
}
