/**
 * The journal's record of pending calls, and of every attempt that was signed.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Address, Hex } from "viem";
import type { Attempt, Call, CallState } from "./call.ts";
import { withoutWaiting } from "./open_database.ts";

export const CALLS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS calls (
    id INTEGER PRIMARY KEY, chain INTEGER NOT NULL, genesis TEXT NOT NULL, sender TEXT NOT NULL,
    key TEXT NOT NULL,
    purpose TEXT NOT NULL, target TEXT NOT NULL, data TEXT NOT NULL, value TEXT NOT NULL,
    urgent INTEGER NOT NULL, worth TEXT NOT NULL, nonce INTEGER NOT NULL, gas TEXT NOT NULL,
    state TEXT NOT NULL, displaced INTEGER NOT NULL, recorded TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS calls_open ON calls (chain, sender, state);
  CREATE TABLE IF NOT EXISTS attempts (
    hash TEXT NOT NULL, call INTEGER NOT NULL REFERENCES calls (id), raw TEXT NOT NULL,
    max_fee TEXT NOT NULL, tip TEXT NOT NULL, sent_at INTEGER NOT NULL, recorded TEXT NOT NULL,
    PRIMARY KEY (call, hash)
  ) STRICT;
`;

/**
 * Adds the chain's genesis to calls. It is unknown for existing ones, so they stay calls of every
 * chain with their number until they are over. From now on attempts belong to a call, since two
 * chains with one number may be sent the same transaction.
 */
export const CALLS_UP_TO_5 = `
  ALTER TABLE calls RENAME TO calls_before_5;
  ALTER TABLE attempts RENAME TO attempts_before_5;
  DROP INDEX IF EXISTS calls_open;
  ${CALLS_SCHEMA}
  INSERT INTO calls SELECT id, chain, '', sender, key, purpose, target, data, value, urgent, worth,
    nonce, gas, state, displaced, recorded FROM calls_before_5;
  INSERT INTO attempts SELECT hash, call, raw, max_fee, tip, sent_at, recorded
    FROM attempts_before_5 ORDER BY rowid;
  DROP TABLE attempts_before_5;
  DROP TABLE calls_before_5;
`;

/** Whose calls these are. */
export interface Account {
  chainId: number;
  /** Hash of the chain's first block: a restarted development chain is a different one */
  genesis: Hex;
  sender: Address;
}

/** The genesis of calls recorded by an earlier version. */
export const UNKNOWN = "";

/**
 * Whether a row of calls is of the chain with this genesis, as far as is known. A read-only file of
 * an earlier version does not have the column.
 */
export function isOfChain({ genesis: found }: Record<string, unknown>, genesis: Hex): boolean {
  return [UNKNOWN, genesis.toLowerCase()].includes(String(found ?? UNKNOWN));
}

/** The record that must be on disk before the network hears of a call. */
export interface CallRecord {
  /** Calls that are not over, by nonce */
  open(account: Account): Call[];
  /** Records a call with its first attempt, both or neither; returns its number. */
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
    open({ chainId, genesis, sender }) {
      return database.prepare(
        `SELECT * FROM calls WHERE chain = ? AND sender = ? AND state IN ('open', 'mined')
         ORDER BY nonce, id`,
      ).all(chainId, sender.toLowerCase()).filter((row) => isOfChain(row, genesis)).map((row) => ({
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
        // A call and its first attempt are recorded together, or not at all.
        attempts: attemptsOf(Number(row.id)) as Call["attempts"],
      }));
    },
    add({ chainId, genesis, sender }, call) {
      database.exec("BEGIN IMMEDIATE");
      try {
        const { lastInsertRowid } = database.prepare(
          `INSERT INTO calls (chain, genesis, sender, key, purpose, target, data, value, urgent, worth,
             nonce, gas, state, displaced, recorded)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ).run(
          chainId,
          genesis.toLowerCase(),
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
      // The chain says it again.
      withoutWaiting(database, () => {
        database.prepare("UPDATE calls SET state = ? WHERE id = ?").run(state, id);
      });
    },
    displace({ id }) {
      database.prepare("UPDATE calls SET displaced = 1 WHERE id = ?").run(id);
    },
  };
}

/** Undoes a transaction, whether or not SQLite has already done so. */
export function rollBack(database: DatabaseSync): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // SQLite has already rolled back, as it does on a full disk.
  }
}
