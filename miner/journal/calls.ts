/**
 * The journal's record of calls on their way to the chain, and of every attempt that was signed.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Address, Hex } from "viem";
import type { Attempt, Call, CallState } from "./call.ts";

export const CALLS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS calls (
    id INTEGER PRIMARY KEY, chain INTEGER NOT NULL, sender TEXT NOT NULL, key TEXT NOT NULL,
    purpose TEXT NOT NULL, target TEXT NOT NULL, data TEXT NOT NULL, value TEXT NOT NULL,
    urgent INTEGER NOT NULL, worth TEXT NOT NULL, nonce INTEGER NOT NULL, gas TEXT NOT NULL,
    state TEXT NOT NULL, displaced INTEGER NOT NULL, recorded TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS calls_open ON calls (chain, sender, state);
  CREATE TABLE IF NOT EXISTS attempts (
    hash TEXT PRIMARY KEY, call INTEGER NOT NULL REFERENCES calls (id), raw TEXT NOT NULL,
    max_fee TEXT NOT NULL, tip TEXT NOT NULL, sent_at INTEGER NOT NULL, recorded TEXT NOT NULL
  ) STRICT;
`;

/** Whose calls these are. */
export interface Account {
  chainId: number;
  sender: Address;
}

/** What must be on disk before the network hears of it. */
export interface CallRecord {
  /** Calls that are not over, by nonce */
  open(account: Account): Call[];
  /** Records a call with its first attempt, both or neither, and numbers it. */
  add(account: Account, call: Omit<Call, "id">): Call;
  addAttempt(call: Call, attempt: Attempt): void;
  mark(call: Call, state: CallState): void;
  displace(call: Call): void;
}

/** The record in a journal's database. */
export function callRecord(database: DatabaseSync): CallRecord {
  const now = () => new Date().toISOString();
  const insertAttempt = (id: number, { hash, raw, maxFee, tip, sentAt }: Attempt) =>
    database.prepare("INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?)")
      .run(hash, id, raw, String(maxFee), String(tip), sentAt, now());
  const attemptsOf = (id: number): Attempt[] =>
    database.prepare("SELECT * FROM attempts WHERE call = ? ORDER BY rowid").all(id)
      .map((row) => ({
        hash: row.hash as Hex,
        raw: row.raw as Hex,
        maxFee: BigInt(String(row.max_fee)),
        tip: BigInt(String(row.tip)),
        sentAt: Number(row.sent_at),
      }));
  return {
    open({ chainId, sender }) {
      return database.prepare(
        `SELECT * FROM calls WHERE chain = ? AND sender = ? AND state IN ('open', 'mined')
         ORDER BY nonce, id`,
      ).all(chainId, sender.toLowerCase()).map((row) => ({
        id: Number(row.id),
        key: String(row.key),
        purpose: String(row.purpose),
        to: row.target as Address,
        data: row.data as Hex,
        value: BigInt(String(row.value)),
        urgent: row.urgent === 1,
        worth: BigInt(String(row.worth)),
        nonce: Number(row.nonce),
        gas: BigInt(String(row.gas)),
        state: row.state as CallState,
        displaced: row.displaced === 1,
        attempts: attemptsOf(Number(row.id)),
      }));
    },
    add({ chainId, sender }, call) {
      database.exec("BEGIN IMMEDIATE");
      try {
        const { lastInsertRowid } = database.prepare(
          `INSERT INTO calls (chain, sender, key, purpose, target, data, value, urgent, worth,
             nonce, gas, state, displaced, recorded)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ).run(
          chainId,
          sender.toLowerCase(),
          call.key,
          call.purpose,
          call.to,
          call.data,
          String(call.value),
          call.urgent ? 1 : 0,
          String(call.worth),
          call.nonce,
          String(call.gas),
          call.state,
          call.displaced ? 1 : 0,
          now(),
        );
        const id = Number(lastInsertRowid);
        for (const attempt of call.attempts) insertAttempt(id, attempt);
        database.exec("COMMIT");
        return { ...call, id };
      } catch (error) {
        rollBack(database);
        throw error;
      }
    },
    addAttempt({ id }, attempt) {
      insertAttempt(id, attempt);
    },
    mark({ id }, state) {
      database.prepare("UPDATE calls SET state = ? WHERE id = ?").run(state, id);
    },
    displace({ id }) {
      database.prepare("UPDATE calls SET displaced = 1 WHERE id = ?").run(id);
    },
  };
}

/** Undoes a transaction, whether or not SQLite has done so by itself. */
export function rollBack(database: DatabaseSync): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // SQLite has rolled back by itself, as it does on a full disk.
  }
}
