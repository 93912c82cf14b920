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
import { type CallRecord, callRecord, CALLS_SCHEMA } from "./calls.ts";
import { type KeptVerdicts, keptVerdicts, VERDICTS_SCHEMA } from "./kept_verdicts.ts";

/** A miner in a competition. */
export interface PlaceKey {
  chainId: number;
  /** Hash of the chain's first block: a development chain that starts again is another */
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

/** A miner's journal. */
export interface Journal {
  /**
   * Records an opening, or answers the one recorded before for the same round.
   *
   * @throws DemlError `journal` when another commitment was recorded for it
   */
  recordOpening(round: RoundKey, opening: Opening): Opening;
  /** The opening recorded for a round. */
  opening(round: RoundKey): Opening | undefined;
  /** The opening, recorded for whatever round had this seat, of a commitment of which this is the start. */
  openingOf(seat: SeatKey, commitment: Hex): Opening | undefined;
  /** Notes a deposit; one that is noted already stays. */
  recordDeposit(place: PlaceKey, deposit: Deposit): void;
  /** The deposit that is still there, as far as the journal knows. */
  deposit(place: PlaceKey): Deposit | undefined;
  /** Notes what became of the deposit that was there. */
  endDeposit(place: PlaceKey, ending: "returned" | "lost"): void;
  /** What this miner lost in a competition, in wei. */
  lostStakes(place: PlaceKey): bigint;
  /** Calls on their way to the chain, and every transaction that was signed for them */
  readonly calls: CallRecord;
  /** Verdicts of models that were judged before */
  readonly verdicts: KeptVerdicts;
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

/** The version of SCHEMA; a journal of a later one is refused. */
const SCHEMA_VERSION = 4;

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
    // Openings of the protocol before, which no contract of this one takes: kept aside.
    if (version > 0 && version < 4) {
      database.exec("ALTER TABLE openings RENAME TO openings_before_4;");
    }
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
  readonly calls: CallRecord;

  constructor(private readonly database: DatabaseSync) {
    this.verdicts = keptVerdicts(database);
    this.calls = callRecord(database);
  }

  recordOpening(round: RoundKey, opening: Opening): Opening {
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
    );
    const kept = this.opening(round)!;
    if (kept.commitment !== opening.commitment) {
      throw new DemlError(
        "journal",
        `Round ${round.round} of competition ${round.competition} already has another commitment`,
        "Run one miner per key and journal",
      );
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

  close(): void {
    this.database.close();
  }
}

function keyOf(seat: SeatKey): string {
  return `${placeOf(seat)}/${seat.round}`;
}

function placeOf({ chainId, genesis, contract, competition, miner }: PlaceKey): string {
  return [chainId, genesis, contract, competition, miner].join("/").toLowerCase();
}
