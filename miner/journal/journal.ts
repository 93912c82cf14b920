/**
 * What must survive a crash: scores, salts, commitments and raw transactions, in SQLite.
 *
 * Nothing is sent to the network before it is on disk here, and no second, different commitment for
 * the same seat is ever recorded: that rule protects a restarted miner's stake. Verdicts are also
 * stored; those may be lost.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Address, Hex } from "viem";
import { DemlError, reasonOf } from "../../protocol/errors.ts";
import { type CallRecord, callRecord, CALLS_SCHEMA, CALLS_UP_TO_5, rollBack } from "./calls.ts";
import { type KeptVerdicts, keptVerdicts, VERDICTS_SCHEMA } from "./kept_verdicts.ts";
import { isOfTheDisk, openDatabase } from "./open_database.ts";
import type { Reserve } from "./reserve.ts";
import type { JournalFailure } from "./failures.ts";

/** A miner in a competition. */
export interface PlaceKey {
  chainId: number;
  /** Hash of the chain's first block: a restarted development chain is a different one */
  genesis: Hex;
  contract: Address;
  competition: bigint;
  miner: Address;
}

/** A miner's seat in a round. */
export interface SeatKey extends PlaceKey {
  round: number;
}

/** Where a commitment belongs: after a reorganization the same seat may be about other models. */
export interface RoundKey extends SeatKey {
  /** Of the round's opening and its models: roundIdentity in miner/duties/seat_key.ts */
  identity: Hex;
}

/** A deposit whose end is not known. */
export interface Deposit {
  /** Wei */
  stake: bigint;
  /** Its end is searched for after this moment, in seconds since 1970 by the chain's clock */
  since: number;
}

/** Everything that a reveal needs. */
export interface Opening {
  /** 3 bytes per model, in the round's order */
  scores: Hex;
  /** Merkle root over models and samples, 32 bytes: protocol/score/evidence.ts */
  evidence: Hex;
  /** 32 secret bytes */
  salt: Hex;
  /** The commitment sent to the contract, 32 bytes */
  commitment: Hex;
}

/** A miner's journal. */
export interface Journal {
  /**
   * Records an opening, or returns the one already recorded for the same round.
   *
   * @throws DemlError `journal` if another commitment was recorded for it
   */
  recordOpening(round: RoundKey, opening: Opening): Opening;
  /** The opening recorded for a round. */
  opening(round: RoundKey): Opening | undefined;
  /** The opening of the commitment that starts with this, among all recorded for this seat. */
  openingOf(seat: SeatKey, commitment: Hex): Opening | undefined;
  /** Records a deposit, unless it is already recorded. */
  recordDeposit(place: PlaceKey, deposit: Deposit): void;
  /** The deposit that still exists, as far as the journal knows. */
  deposit(place: PlaceKey): Deposit | undefined;
  /** Records what became of the deposit. */
  endDeposit(place: PlaceKey, ending: "returned" | "lost"): void;
  /** What this miner lost in a competition, in wei. */
  lostStakes(place: PlaceKey): bigint;
  /** Pending calls, and every transaction that was signed for them */
  readonly calls: CallRecord;
  /** Verdicts of models that were judged before */
  readonly verdicts: KeptVerdicts;
  /** Why nothing can be recorded; undefined if it can */
  readonly readOnly: string | undefined;
  /** The database, for export and import of all of it */
  readonly database: DatabaseSync;
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS openings (
    seat TEXT NOT NULL, identity TEXT NOT NULL, scores TEXT NOT NULL, evidence TEXT NOT NULL,
    salt TEXT NOT NULL, commitment TEXT NOT NULL, recorded TEXT NOT NULL,
    PRIMARY KEY (seat, identity)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS deposits (
    place TEXT NOT NULL, stake TEXT NOT NULL, since INTEGER NOT NULL, ending TEXT NOT NULL,
    recorded TEXT NOT NULL
  ) STRICT;
  ${CALLS_SCHEMA}
  ${VERDICTS_SCHEMA}
`;

/** The version of SCHEMA; a later one is refused. */
export const SCHEMA_VERSION = 5;

/** Options of a journal. */
export interface JournalOptions {
  /** What is released if the disk is full */
  reserve?: Reserve;
  /** Called with one line when it is */
  log?(line: string): void;
  /**
   * Whether a power cut also ends its chain, e.g. one in a process of this machine: then nothing
   * waits for the disk. What was recorded still survives this program's end
   */
  temporary?: boolean;
}

/**
 * Opens a journal, making it if necessary. One that cannot be written is opened for reading, which
 * is enough to reveal; `readOnly` then says why, and recording throws.
 *
 * @param path A file, or `:memory:` for a temporary one
 * @throws DemlError `journal` if it cannot even be read, or was written by a later version
 */
export function openJournal(path: string, options: JournalOptions = {}): Journal {
  const { reserve, log = () => {}, temporary } = options;
  try {
    const { database, readOnly } = openDatabase(path, prepare, { reserve, log, temporary });
    reserve?.keep();
    return new SqliteJournal(database, readOnly, { reserve, log });
  } catch (cause) {
    throw new DemlError<JournalFailure>(
      { kind: "journal/cannot-open", path, reason: reasonOf(cause) },
      { cause },
    );
  }
}

/** Adds missing parts of the schema. An up-to-date file is not written. */
function prepare(database: DatabaseSync): void {
  const version = schemaVersion(database);
  if (version > SCHEMA_VERSION) throw new Error(`it was written by a later version (${version})`);
  if (version === SCHEMA_VERSION) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    // Openings of the previous protocol, which this one's contracts do not accept: kept aside.
    if (version > 0 && version < 4) {
      database.exec("ALTER TABLE openings RENAME TO openings_before_4;");
    }
    if (hasTable(database, "calls")) database.exec(CALLS_UP_TO_5);
    database.exec(`${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

function hasTable(database: DatabaseSync, name: string): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")
    .get(name) !== undefined;
}

/** The version of a database's schema; 0 for a new one. */
export function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.user_version);
}

class SqliteJournal implements Journal {
  readonly verdicts: KeptVerdicts;
  readonly calls: CallRecord;

  constructor(
    readonly database: DatabaseSync,
    readonly readOnly: string | undefined,
    { reserve, log }: Required<Pick<JournalOptions, "log">> & JournalOptions,
  ) {
    this.verdicts = keptVerdicts(database);
    const write = <T>(work: () => T): T => {
      if (readOnly !== undefined) throw new Error(readOnly);
      try {
        const result = work();
        reserve?.keep();
        return result;
      } catch (cause) {
        if (!isOfTheDisk(cause) || !reserve?.free()) throw cause;
        log("the journal's disk is full: its reserve is released. Free space there");
        return work();
      }
    };
    // The sender reports what it could not record.
    this.calls = writtenBy(callRecord(database), write);
    this.write = (what, work) => {
      try {
        return write(work);
      } catch (cause) {
        throw unwritable(what, cause);
      }
    };
  }

  /** Writes, with the reserve's space if the disk is full. */
  private readonly write: <T>(what: string, work: () => T) => T;

  recordOpening(round: RoundKey, opening: Opening): Opening {
    const what = `the opening of round ${round.round} of competition ${round.competition}`;
    this.write(what, () =>
      this.database.prepare(
        "INSERT INTO openings VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (seat, identity) DO NOTHING",
      ).run(
        keyOf(round),
        round.identity,
        opening.scores,
        opening.evidence,
        opening.salt,
        opening.commitment,
        new Date().toISOString(),
      ));
    const kept = this.opening(round)!;
    if (kept.commitment !== opening.commitment) {
      throw new DemlError<JournalFailure>({
        kind: "journal/other-commitment",
        competition: round.competition,
        round: round.round,
      });
    }
    return kept;
  }

  opening(round: RoundKey): Opening | undefined {
    const row = this.database.prepare(
      "SELECT scores, evidence, salt, commitment FROM openings WHERE seat = ? AND identity = ?",
    ).get(keyOf(round), round.identity);
    return row === undefined ? undefined : { ...row } as unknown as Opening;
  }

  openingOf(seat: SeatKey, commitment: Hex): Opening | undefined {
    const rows = this.database.prepare(
      "SELECT scores, evidence, salt, commitment FROM openings WHERE seat = ?",
    ).all(keyOf(seat));
    const row = rows.find((each) => String(each.commitment).startsWith(commitment));
    return row === undefined ? undefined : { ...row } as unknown as Opening;
  }

  recordDeposit(place: PlaceKey, { stake, since }: Deposit): void {
    if (this.deposit(place) !== undefined) return;
    this.write(
      `the deposit in competition ${place.competition}`,
      () =>
        this.database.prepare("INSERT INTO deposits VALUES (?, ?, ?, '', ?)")
          .run(placeOf(place), String(stake), since, new Date().toISOString()),
    );
  }

  deposit(place: PlaceKey): Deposit | undefined {
    const row = this.database.prepare(
      "SELECT stake, since FROM deposits WHERE place = ? AND ending = ''",
    ).get(placeOf(place));
    return row && { stake: BigInt(String(row.stake)), since: Number(row.since) };
  }

  endDeposit(place: PlaceKey, ending: "returned" | "lost"): void {
    this.write(
      `the end of the deposit in competition ${place.competition}`,
      () =>
        this.database.prepare("UPDATE deposits SET ending = ? WHERE place = ? AND ending = ''")
          .run(ending, placeOf(place)),
    );
  }

  lostStakes(place: PlaceKey): bigint {
    return this.database.prepare("SELECT stake FROM deposits WHERE place = ? AND ending = 'lost'")
      .all(placeOf(place)).reduce((sum, { stake }) => sum + BigInt(String(stake)), 0n);
  }

  close(): void {
    this.database.close();
  }
}

/** A record that writes through `write`. */
function writtenBy(record: CallRecord, write: <T>(work: () => T) => T): CallRecord {
  return {
    open: (account) => record.open(account),
    add: (account, call) => write(() => record.add(account, call)),
    addAttempt: (call, attempt) => write(() => record.addAttempt(call, attempt)),
    mark: (call, state) => write(() => record.mark(call, state)),
    displace: (call) => write(() => record.displace(call)),
  };
}

function unwritable(what: string, cause: unknown): DemlError<JournalFailure> {
  return new DemlError<JournalFailure>(
    { kind: "journal/cannot-record", what, reason: reasonOf(cause) },
    { cause },
  );
}

function keyOf(seat: SeatKey): string {
  return `${placeOf(seat)}/${seat.round}`;
}

function placeOf({ chainId, genesis, contract, competition, miner }: PlaceKey): string {
  return [chainId, genesis, contract, competition, miner].join("/").toLowerCase();
}
