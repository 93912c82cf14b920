/**
 * Opening the journal's file in any state of the disk: its content is enough to reveal, even if
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
  /** Why nothing can be written; undefined if it can */
  readOnly: string | undefined;
}

/**
 * Opens the file for reading and writing; with the reserve's space if the disk is full; otherwise
 * read-only. If there is no file and none can be made, an empty one is read.
 *
 * @param prepare Makes the schema, and refuses a file of a later version
 * @throws What `prepare` or SQLite throws, if the file cannot even be read
 */
export function openDatabase(
  path: string,
  prepare: (database: DatabaseSync) => void,
  { reserve, log, temporary = false }: {
    reserve?: Reserve;
    log(line: string): void;
    temporary?: boolean;
  },
): OpenDatabase {
  const writable = () => {
    makeFile(path);
    const database = new DatabaseSync(path);
    try {
      // Another process may lock the file for a moment; a write waits for it, in milliseconds.
      database.exec(`PRAGMA synchronous = ${temporary ? "OFF" : "FULL"}`);
      database.exec("PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL;");
      prepare(database);
      // SQLite silently opens a file that it may only read: an empty write shows that.
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
      `the journal's disk is full: the reserve in ${folderOf(path)} is released. Free space there`,
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

/** What SQLite calls `PRAGMA synchronous = FULL`: each commit waits for the disk. */
const FULL = 2;

/**
 * Writes without waiting for the disk: for what is found out again after a power cut. What only this
 * program's end interrupts is kept. A later write that waits takes this one along, since both are in
 * one log, in order.
 */
export function withoutWaiting<T>(database: DatabaseSync, work: () => T): T {
  // A transaction waits, or not, as a whole.
  if (database.isTransaction) return work();
  const before = database.prepare("PRAGMA synchronous").get()?.synchronous;
  if (before !== FULL) return work();
  database.exec("PRAGMA synchronous = NORMAL");
  try {
    return work();
  } finally {
    database.exec("PRAGMA synchronous = FULL");
  }
}

/** Whether a journal never existed, or is lost. */
function isNothing(path: string): boolean {
  return [path, `${path}-wal`].every((each) => !exists(each) || Deno.statSync(each).size === 0);
}

/** An empty journal in place of a lost one: judging again is enough to reveal. */
function emptyDatabase(prepare: (database: DatabaseSync) => void): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  prepare(database);
  database.exec("PRAGMA query_only = TRUE");
  return database;
}

/**
 * Whether a failure may be that of a full or read-only disk. Deno gives SQLite's words without a
 * number; they are those of sqlite3_errstr.
 */
export function isOfTheDisk(error: unknown): boolean {
  return /disk is full|disk I\/O error|unable to open database file|readonly database|os error (28|30)\b/
    .test(reasonOf(error));
}

/**
 * Makes the file of a journal before SQLite does: only the owner may read salts and scores, and
 * SQLite gives its other files the same permissions. An existing file is not opened: closing it
 * would end SQLite's locks in this process.
 */
function makeFile(path: string): void {
  if (path === ":memory:" || exists(path)) return;
  Deno.openSync(path, { write: true, createNew: true, mode: 0o600 }).close();
}

/**
 * The ways to read a journal that cannot be written, each for one case: a log and its index exist;
 * there is no room for an index, which is then in memory (through an exclusive lock); there is no
 * log, so that the file has everything.
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
    // If there is a log, the file alone is out of date.
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
