/**
 * A journal as a JSON file, for another machine: everything that money depends on, without
 * verdicts, which are judged again.
 *
 * @module
 */
import { z } from "zod";
import { UNKNOWN } from "./calls.ts";

/** The version of the format. */
export const PORTABLE_VERSION = 2;
/** Supported versions: calls of the first had no genesis. */
export const READ_VERSIONS: readonly unknown[] = [1, PORTABLE_VERSION];
/** The longest supported file, in bytes: a hundred thousand rounds have less. */
export const LONGEST_PORTABLE = 256 * 1024 * 1024;

const hex = (bytes: number) => z.string().regex(new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`));
const bytes = z.string().regex(/^0x(?:[0-9a-f]{2})*$/).max(2 + 2 * 131_072);
const amount = z.string().regex(/^\d{1,78}$/);
const integer = z.int().nonnegative();
const place = z.string().regex(
  /^\d{1,16}\/0x[0-9a-f]{64}\/0x[0-9a-f]{40}\/\d{1,78}\/0x[0-9a-f]{40}$/,
);
const seat = z.string().regex(
  /^\d{1,16}\/0x[0-9a-f]{64}\/0x[0-9a-f]{40}\/\d{1,78}\/0x[0-9a-f]{40}\/\d{1,10}$/,
);
const moment = z.iso.datetime();
const text = (most: number) => z.string().max(most);

export const OPENING_ROW = z.strictObject({
  seat,
  identity: hex(32),
  scores: bytes,
  evidence: hex(32),
  salt: hex(32),
  commitment: hex(32),
  recorded: moment,
});

export const DEPOSIT_ROW = z.strictObject({
  place,
  stake: amount,
  since: integer,
  ending: z.enum(["", "returned", "lost"]),
  recorded: moment,
});

export const ATTEMPT_ROW = z.strictObject({
  hash: hex(32),
  raw: bytes,
  max_fee: amount,
  tip: amount,
  sent_at: integer,
  recorded: moment,
});

export const CALL_ROW = z.strictObject({
  chain: integer,
  genesis: z.union([hex(32), z.literal(UNKNOWN)]).default(UNKNOWN),
  sender: hex(20),
  key: text(300_000),
  purpose: text(1_000),
  target: z.string().regex(/^0x[0-9a-fA-F]{40}$/),
  data: bytes,
  value: amount,
  urgent: z.union([z.literal(0), z.literal(1)]),
  worth: amount,
  nonce: integer,
  gas: amount,
  state: z.enum(["open", "mined"]),
  displaced: z.union([z.literal(0), z.literal(1)]),
  recorded: moment,
  attempts: z.array(ATTEMPT_ROW).min(1).max(10_000),
});

export const PORTABLE = z.strictObject({
  format: z.literal("deml-journal"),
  version: z.union([z.literal(1), z.literal(PORTABLE_VERSION)]),
  /** Of the database that it was read from */
  schema: integer,
  program: text(100),
  exported: moment,
  account: hex(20),
  openings: z.array(OPENING_ROW),
  deposits: z.array(DEPOSIT_ROW),
  calls: z.array(CALL_ROW),
});

export type OpeningRow = z.infer<typeof OPENING_ROW>;
export type DepositRow = z.infer<typeof DEPOSIT_ROW>;
export type CallRow = z.infer<typeof CALL_ROW>;
export type Portable = z.infer<typeof PORTABLE>;
