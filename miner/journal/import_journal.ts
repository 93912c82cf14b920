/**
 * Adding a portable journal to this one. Nothing here is replaced: if both have a commitment for
 * one round, this one's stays.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { rollBack, UNKNOWN } from "./calls.ts";
import type { CallRow, DepositRow, OpeningRow, Portable } from "./portable.ts";

/** The result of an import. */
export interface Imported {
  openings: number;
  deposits: number;
  calls: number;
  /** What was already here */
  known: number;
  /** Seats for which another commitment exists here, and stays */
  conflicts: string[];
}

/** A call with an unknown genesis may be of any chain with its number. */
const ON_CHAIN = `chain = ? AND ('${UNKNOWN}' IN (genesis, ?) OR genesis = ?)`;

/** Merges, all of it or nothing. */
export function importJournal(database: DatabaseSync, portable: Portable): Imported {
  const came: Imported = { openings: 0, deposits: 0, calls: 0, known: 0, conflicts: [] };
  database.exec("BEGIN IMMEDIATE");
  try {
    for (const row of portable.openings) addOpening(database, row, came);
    for (const row of portable.deposits) addDeposit(database, row, came);
    for (const row of portable.calls) addCall(database, row, came);
    database.exec("COMMIT");
    return came;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

function addOpening(database: DatabaseSync, row: OpeningRow, came: Imported): void {
  const there = database.prepare("SELECT commitment FROM openings WHERE seat = ? AND identity = ?")
    .get(row.seat, row.identity);
  if (there === undefined) {
    database.prepare("INSERT INTO openings VALUES (?, ?, ?, ?, ?, ?, ?)").run(
      ...[row.seat, row.identity, row.scores, row.evidence, row.salt, row.commitment, row.recorded],
    );
    came.openings++;
  } else if (there.commitment === row.commitment) came.known++;
  else came.conflicts.push(row.seat);
}

function addDeposit(database: DatabaseSync, row: DepositRow, came: Imported): void {
  const same = database.prepare("SELECT ending FROM deposits WHERE place = ? AND since = ?")
    .get(row.place, row.since);
  const open = database.prepare("SELECT 1 FROM deposits WHERE place = ? AND ending = ''")
    .get(row.place);
  if (same === undefined && !(row.ending === "" && open !== undefined)) {
    database.prepare("INSERT INTO deposits VALUES (?, ?, ?, ?, ?)")
      .run(row.place, row.stake, row.since, row.ending, row.recorded);
    came.deposits++;
  } else if (same?.ending === "" && row.ending !== "") {
    // The other journal knows its end.
    database.prepare("UPDATE deposits SET ending = ? WHERE place = ? AND since = ?")
      .run(row.ending, row.place, row.since);
    came.deposits++;
  } else came.known++;
}

function addCall(database: DatabaseSync, row: CallRow, came: Imported): void {
  const { attempts, ...call } = row;
  const chain = [call.chain, call.genesis, call.genesis];
  const known = attempts.map(({ hash }) =>
    database.prepare(
      `SELECT call FROM attempts JOIN calls ON calls.id = call WHERE hash = ? AND ${ON_CHAIN}`,
    ).get(hash, ...chain)
  ).find((found) => found !== undefined);
  if (known !== undefined) {
    for (const attempt of attempts) addAttempt(database, Number(known.call), attempt);
    came.known++;
    return;
  }
  // Two calls with one nonce would outbid each other: the imported one is no longer sent.
  const taken = database.prepare(
    `SELECT 1 FROM calls
     WHERE sender = ? AND nonce = ? AND state IN ('open', 'mined') AND ${ON_CHAIN}`,
  ).get(call.sender, call.nonce, ...chain) !== undefined;
  const names = Object.keys(call) as (keyof typeof call)[];
  const { lastInsertRowid } = database.prepare(
    `INSERT INTO calls (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`,
  ).run(...names.map((name) => name === "displaced" && taken ? 1 : call[name]));
  for (const attempt of attempts) addAttempt(database, Number(lastInsertRowid), attempt);
  came.calls++;
}

function addAttempt(database: DatabaseSync, call: number, row: CallRow["attempts"][number]): void {
  database.prepare("INSERT OR IGNORE INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?)")
    .run(row.hash, call, row.raw, row.max_fee, row.tip, row.sent_at, row.recorded);
}
