/**
 * Opening the journal's file, whatever state the disk is in: what it holds is enough to reveal, though
 * nothing can be written.
 *
 * @module
 */
import { exists } from "../base/exists.ts";
import { reasonOf } from "../../protocol/errors.ts";
import { DatabaseSync } from "node:sqlite";
import type { Reserve } from "./reserve.ts";

/** A journal's file, opened. */
export interface OpenDatabase {
  database: DatabaseSync;
  /** Why nothing can be written; undefined where it can */
  readOnly: string | undefined;
}

/**
 * Opens the file for reading and writing; with the reserve's space where the disk is full; else for
 * reading alone. Where there is none and none can be made, an empty one is read.
 *
 * @param prepare Makes the schema, and refuses a file of a later version
 * @throws What `prepare` or SQLite throws, where the file cannot even be read
 */
export function openDatabase(
  path: string,
  prepare: (database: DatabaseSync) => void,
  { reserve, log }: { reserve?: Reserve; log(line: string): void },
): OpenDatabase {
  const writable = () => {
    makeFile(path);
    const database = new DatabaseSync(path);
    try {
      // Another process may hold the file for a moment; a write waits for it, in milliseconds.
      database.exec("PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL;");
      database.exec("PRAGMA synchronous = FULL;");
      prepare(database);
      // SQLite opens what it may only read without a word: a write of nothing tells.
      database.exec("DELETE FROM openings WHERE FALSE");
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  };
  let failure: unknown;
  try {
    return { database: writable(), readOnly: undefined };
  } catch (error) {
    failure = error;
  }
  if (!isOfTheDisk(failure)) throw failure;
  if (reserve?.free()) {
    log(
      `the journal's disk is full: the reserve in ${folderOf(path)} is given up. Free space there`,
    );
    try {
      return { database: writable(), readOnly: undefined };
    } catch (error) {
      failure = error;
    }
  }
  const database = openReadable(path);
  if (database !== undefined) return { database, readOnly: reasonOf(failure) };
  if (!isNothing(path)) throw failure;
  return {
    database: emptyDatabase(prepare),
    readOnly: `there is no journal, and none can be made: ${reasonOf(failure)}`,
  };
}

/** Whether a journal was never there, or is lost. */
function isNothing(path: string): boolean {
  return [path, `${path}-wal`].every((each) => !exists(each) || Deno.statSync(each).size === 0);
}

/** What a lost journal leaves: who judges again needs no more to reveal. */
function emptyDatabase(prepare: (database: DatabaseSync) => void): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  prepare(database);
  database.exec("PRAGMA query_only = TRUE");
  return database;
}

/**
 * Whether a failure may be that of a full or read-only disk. Deno gives SQLite's words and no number;
 * they are those of sqlite3_errstr.
 */
export function isOfTheDisk(error: unknown): boolean {
  return /disk is full|disk I\/O error|unable to open database file|readonly database|os error (28|30)\b/
    .test(reasonOf(error));
}

/**
 * Makes the file of a journal before SQLite does: salts and scores are nobody's but their owner's, and
 * what SQLite keeps beside it has the permissions of the file. One that is there is not opened: to
 * close it would end SQLite's locks in this process.
 */
function makeFile(path: string): void {
  if (path === ":memory:" || exists(path)) return;
  Deno.openSync(path, { write: true, createNew: true, mode: 0o600 }).close();
}

/**
 * The ways to read a journal that cannot be written, each for a case of its own: a log beside it and
 * its index; no room for an index, which then lies in memory (that is what an exclusive lock brings);
 * no log, so that the file holds all.
 */
export function openReadable(path: string): DatabaseSync | undefined {
  const hasLog = exists(`${path}-wal`) && Deno.statSync(`${path}-wal`).size > 0;
  const ways: (() => DatabaseSync)[] = [
    () => new DatabaseSync(path, { readOnly: true }),
    () => {
      const database = new DatabaseSync(path);
      database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA query_only = TRUE;");
      return database;
    },
    // Behind a log, the file alone is of the past.
    ...(hasLog ? [] : [() => new DatabaseSync(immutable(path), { readOnly: true })]),
  ];
  for (const way of ways) {
    let database: DatabaseSync | undefined;
    try {
      database = way();
      database.prepare("SELECT count(*) FROM openings").get();
      database.prepare("SELECT count(*) FROM calls").get();
      return database;
    } catch {
      database?.close();
    }
  }
}

function immutable(path: string): string {
  const absolute = path.startsWith("/") ? path : `${Deno.cwd()}/${path}`;
  return `file:${absolute.split("/").map(encodeURIComponent).join("/")}?immutable=1`;
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) || "/" : ".";
}
