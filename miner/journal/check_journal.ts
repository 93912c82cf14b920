/**
 * Is a journal sound, and what is open in it?
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { SCHEMA_VERSION, schemaVersion } from "./journal.ts";
import type { OpeningRow } from "./portable.ts";
import { isOpened } from "./verify_portable.ts";

/** What was found. */
export interface JournalState {
  /** The faults, each a clause; none if all is well */
  wrong: string[];
  schema: number;
  openings: number;
  /** Pending calls, the oldest first */
  open: { purpose: string; nonce: number; attempts: number; recorded: string }[];
  /** Stakes that the journal believes to be deposited, in wei */
  deposits: { place: string; stake: string }[];
  /** When anything was recorded last */
  lastWrite: string | undefined;
}

/** The most broken pages that are reported. */
const MOST_BROKEN = 5;

/** Checks all of it: SQLite's pages, and whether each opening matches its commitment. */
export function checkJournal(database: DatabaseSync): JournalState {
  const all = (sql: string) => database.prepare(sql).all();
  const wrong = all(`PRAGMA integrity_check(${MOST_BROKEN})`)
    .map((row) => String(row.integrity_check)).filter((said) => said !== "ok");
  const schema = schemaVersion(database);
  if (schema !== SCHEMA_VERSION) {
    // `deml mine` updates an older one; its content is unknown here.
    wrong.push(`its schema is ${schema}, not ${SCHEMA_VERSION}`);
    return { wrong, schema, openings: 0, open: [], deposits: [], lastWrite: undefined };
  }
  const openings = all("SELECT * FROM openings") as unknown as OpeningRow[];
  for (const row of openings) {
    if (!isOpened(row)) wrong.push(`the opening of ${row.seat} does not match its commitment`);
  }
  const last = all(
    ["openings", "deposits", "calls", "attempts", "verdicts"]
      .map((table) => `SELECT max(recorded) AS recorded FROM ${table}`).join(" UNION ALL "),
  ).map(({ recorded }) => recorded).filter((recorded) => recorded !== null).map(String);
  return {
    wrong,
    schema,
    openings: openings.length,
    open: all(
      `SELECT purpose, nonce, calls.recorded AS recorded,
         (SELECT count(*) FROM attempts WHERE call = calls.id) AS attempts
       FROM calls WHERE state IN ('open', 'mined') ORDER BY id`,
    ).map((row) => ({ ...row })) as unknown as JournalState["open"],
    deposits: all("SELECT place, stake FROM deposits WHERE ending = ''")
      .map((row) => ({ ...row })) as unknown as JournalState["deposits"],
    lastWrite: last.sort().at(-1),
  };
}
