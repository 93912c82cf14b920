/**
 * Reading a journal into its portable form, even while its miner runs.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Address } from "viem";
import { VERSION } from "../base/version.ts";
import { UNKNOWN } from "./calls.ts";
import { schemaVersion } from "./journal.ts";
import {
  type CallRow,
  type DepositRow,
  type OpeningRow,
  type Portable,
  PORTABLE_VERSION,
} from "./portable.ts";

/** All openings and deposits, and the open calls, at one moment. */
export function exportJournal(database: DatabaseSync, account: Address): Portable {
  const all = (sql: string, ...values: number[]) =>
    database.prepare(sql).all(...values).map((row) => ({ ...row }));
  database.exec("BEGIN");
  try {
    return {
      format: "deml-journal",
      version: PORTABLE_VERSION,
      schema: schemaVersion(database),
      program: VERSION,
      exported: new Date().toISOString(),
      account: account.toLowerCase(),
      openings: all("SELECT * FROM openings ORDER BY seat, identity") as unknown as OpeningRow[],
      deposits: all("SELECT * FROM deposits ORDER BY place, since") as unknown as DepositRow[],
      calls: all("SELECT * FROM calls WHERE state IN ('open', 'mined') ORDER BY id")
        .map(({ id, ...call }) => ({
          // A file of an earlier version has none.
          genesis: UNKNOWN,
          ...call,
          attempts: all(
            `SELECT hash, raw, max_fee, tip, sent_at, recorded FROM attempts
             WHERE call = ? ORDER BY rowid`,
            Number(id),
          ),
        })) as unknown as CallRow[],
    };
  } finally {
    database.exec("COMMIT");
  }
}
