/**
 * What must survive a crash: scores, salts, commitments and raw transactions, in SQLite.
 *
 * Nothing is sent to the network before it is on disk here, and no second, different commitment
 * for the same seat is ever recorded: that rule is what keeps a restarted miner from losing
 * its stake. Verdicts are kept beside them; those may be lost.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import type { Address, Hex } from "viem";
import { DemlError } from "../errors.ts";
import { type KeptVerdicts, keptVerdicts, VERDICTS_SCHEMA } from "./kept_verdicts.ts";

/** A miner in a competition. */
export interface PlaceKey {
  chainId: number;
  contract: Address;
  competition: bigint;
  miner: Address;
}

/** Where a commitment belongs. */
export interface SeatKey extends PlaceKey {
  round: number;
}

/** A deposit that nothing has been heard of since. */
export interface Deposit {
  /** Wei */
  stake: bigint;
  /** A moment after which its end is to be looked for, in seconds since 1970 by the chain's clock */
  since: number;
}

/** All that a reveal needs. */
export interface Opening {
  /** 3 bytes a model, in the round's order */
  scores: Hex;
  /** Merkle root over models and samples, 32 bytes: miner/evaluation/evidence.ts */
  evidence: Hex;
  /** 32 secret bytes */
  salt: Hex;
  /** What the contract was given, 32 bytes */
  commitment: Hex;
}

/** A transaction as it was signed. */
export interface RawTransaction {
  hash: Hex;
  raw: Hex;
  /** What it was for, e.g. `commit 1/0` */
  purpose: string;
}

/** A miner's journal. */
export interface Journal {
  /**
   * Records an opening, or answers the one recorded before for the same seat.
   *
   * @throws DemlError `journal` when another commitment was recorded for this seat
   */
  recordOpening(seat: SeatKey, opening: Opening): Opening;
  /** The opening recorded for a seat. */
  opening(seat: SeatKey): Opening | undefined;
  /** Notes a deposit; one that is noted already stays. */
  recordDeposit(place: PlaceKey, deposit: Deposit): void;
  /** The deposit that is still there, as far as the journal knows. */
  deposit(place: PlaceKey): Deposit | undefined;
  /** Notes what became of the deposit that was there. */
  endDeposit(place: PlaceKey, ending: "returned" | "lost"): void;
  /** What this miner lost in a competition, in wei. */
  lostStakes(place: PlaceKey): bigint;
  recordTransaction(chainId: number, sender: Address, transaction: RawTransaction): void;
  /** Notes that a transaction is mined, or can never be. */
  settleTransaction(hash: Hex): void;
  /** Transactions that were signed and perhaps sent, oldest first. */
  pendingTransactions(chainId: number, sender: Address): RawTransaction[];
  /** Verdicts of models that were judged before */
  readonly verdicts: KeptVerdicts;
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS openings (
    seat TEXT PRIMARY KEY, scores TEXT NOT NULL, evidence TEXT NOT NULL,
    salt TEXT NOT NULL, commitment TEXT NOT NULL, recorded TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS deposits (
    place TEXT NOT NULL, stake TEXT NOT NULL, since INTEGER NOT NULL, ending TEXT NOT NULL,
    recorded TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS transactions (
    hash TEXT PRIMARY KEY, chain INTEGER NOT NULL, sender TEXT NOT NULL, raw TEXT NOT NULL,
    purpose TEXT NOT NULL, pending INTEGER NOT NULL, recorded TEXT NOT NULL
  ) STRICT;
  ${VERDICTS_SCHEMA}
`;

/** The version of SCHEMA; a journal of a later one is refused. */
const SCHEMA_VERSION = 3;

/**
 * Opens a journal, making it if need be.
 *
 * @param path A file, or `:memory:` for one that nothing depends on
 */
export function openJournal(path: string): Journal {
  let database: DatabaseSync;
  try {
    makeFile(path);
    database = new DatabaseSync(path);
    // Another process may hold the file for a moment; a write waits for it, in milliseconds.
    database.exec("PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL;");
    database.exec("PRAGMA synchronous = FULL;");
    const { user_version: version } = database.prepare("PRAGMA user_version").get() as {
      user_version: number;
    };
    if (version > SCHEMA_VERSION) throw new Error(`it was written by a later version (${version})`);
    database.exec(`${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION};`);
  } catch (cause) {
    throw new DemlError(
      "journal",
      `Cannot open the journal ${path}: ${cause instanceof Error ? cause.message : cause}`,
      "Check the folder's permissions and free space; never delete a journal with open rounds",
      { cause },
    );
  }
  return new SqliteJournal(database);
}

/**
 * Makes the file of a journal before SQLite does: salts and scores are nobody's but their owner's, and
 * what SQLite keeps beside it has the permissions of the file. One that is there is not opened: to
 * close it would end SQLite's locks in this process.
 */
function makeFile(path: string): void {
  if (path === ":memory:") return;
  try {
    Deno.openSync(path, { write: true, createNew: true, mode: 0o600 }).close();
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AlreadyExists)) throw cause;
  }
}

class SqliteJournal implements Journal {
  readonly verdicts: KeptVerdicts;

  constructor(private readonly database: DatabaseSync) {
    this.verdicts = keptVerdicts(database);
  }

  recordOpening(seat: SeatKey, opening: Opening): Opening {
    this.database.prepare(
      `INSERT INTO openings VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (seat) DO NOTHING`,
    ).run(
      keyOf(seat),
      opening.scores,
      opening.evidence,
      opening.salt,
      opening.commitment,
      new Date().toISOString(),
    );
    const kept = this.opening(seat)!;
    if (kept.commitment !== opening.commitment) {
      throw new DemlError(
        "journal",
        `Round ${seat.round} of competition ${seat.competition} already has another commitment`,
        "Run one miner per key and journal",
      );
    }
    return kept;
  }

  opening(seat: SeatKey): Opening | undefined {
    const row = this.database.prepare(
      "SELECT scores, evidence, salt, commitment FROM openings WHERE seat = ?",
    ).get(keyOf(seat));
    return row === undefined ? undefined : { ...row } as unknown as Opening;
  }

  recordDeposit(place: PlaceKey, { stake, since }: Deposit): void {
    if (this.deposit(place) !== undefined) return;
    this.database.prepare("INSERT INTO deposits VALUES (?, ?, ?, '', ?)")
      .run(placeOf(place), String(stake), since, new Date().toISOString());
  }

  deposit(place: PlaceKey): Deposit | undefined {
    const row = this.database.prepare(
      "SELECT stake, since FROM deposits WHERE place = ? AND ending = ''",
    ).get(placeOf(place));
    return row && { stake: BigInt(String(row.stake)), since: Number(row.since) };
  }

  endDeposit(place: PlaceKey, ending: "returned" | "lost"): void {
    this.database.prepare("UPDATE deposits SET ending = ? WHERE place = ? AND ending = ''")
      .run(ending, placeOf(place));
  }

  lostStakes(place: PlaceKey): bigint {
    return this.database.prepare("SELECT stake FROM deposits WHERE place = ? AND ending = 'lost'")
      .all(placeOf(place)).reduce((sum, { stake }) => sum + BigInt(String(stake)), 0n);
  }

  recordTransaction(chainId: number, sender: Address, transaction: RawTransaction): void {
    this.database.prepare("INSERT OR REPLACE INTO transactions VALUES (?, ?, ?, ?, ?, 1, ?)").run(
      transaction.hash,
      chainId,
      sender.toLowerCase(),
      transaction.raw,
      transaction.purpose,
      new Date().toISOString(),
    );
  }

  settleTransaction(hash: Hex): void {
    this.database.prepare("UPDATE transactions SET pending = 0 WHERE hash = ?").run(hash);
  }

  pendingTransactions(chainId: number, sender: Address): RawTransaction[] {
    return this.database.prepare(
      `SELECT hash, raw, purpose FROM transactions
       WHERE chain = ? AND sender = ? AND pending = 1 ORDER BY rowid`,
    ).all(chainId, sender.toLowerCase()).map((row) => ({ ...row }) as unknown as RawTransaction);
  }

  close(): void {
    this.database.close();
  }
}

function keyOf(seat: SeatKey): string {
  return [seat.chainId, seat.contract, seat.competition, seat.round, seat.miner].join("/")
    .toLowerCase();
}

function placeOf({ chainId, contract, competition, miner }: PlaceKey): string {
  return [chainId, contract, competition, miner].join("/").toLowerCase();
}
