/**
 * What duties work with: each takes only what it needs.
 *
 * @module
 */
import type { Connection } from "../chain/client.ts";
import type { Sender } from "../transactions/sender.ts";
import type { Judgement } from "../../protocol/score/judgement.ts";
import type { Judges } from "../evaluation/host/judges.ts";
import type { EngineName } from "../../protocol/spec/spec.ts";
import type { FetchOptions } from "../ipfs/fetch.ts";
import type { Journal } from "../journal/journal.ts";
import type { Log } from "../base/log.ts";
import type { Meter } from "../metrics/meter.ts";
import type { RefusedTerm } from "../../protocol/terms/refused_terms.ts";
import type { Memory } from "./memory.ts";

/** What sending needs. */
export interface Sending {
  connection: Connection;
  sender: Sender;
  memory: Memory;
}

/** What fetching needs. */
export interface Fetching {
  /** Where the spec and the data come from */
  sources: Pick<FetchOptions, "gateways" | "store" | "shared">;
  signal?: AbortSignal;
}

/** What judging models needs. */
export interface Judging extends Fetching {
  connection: Connection;
  journal: Journal;
  judges: Judges;
  memory: Memory;
  /** Logs what happens, one line per call */
  log: Log;
  /** Called with every verdict of a row; `model` is absent for a test set */
  onJudged?(model: number | undefined, judgement: Judgement, competition: bigint): void;
  /** Called with the progress of an evaluation, several times per second */
  onProgress?(model: number, done: number, rows: number): void;
}

/** What long work must look after. */
export interface Waiting {
  log: Log;
  /** What a long evaluation must not delay, and how often to look after it, in milliseconds */
  urgent?: { every: number; perform(): Promise<void> };
  signal?: AbortSignal;
}

/** What a miner agrees to. */
export interface Policy {
  /** The most that this miner puts at stake in one competition, in wei, including lost stakes */
  maxStake: bigint;
  /** Refused terms that it accepts, by name */
  accepted: ReadonlySet<string>;
  /** The engine that it insists on; by default it runs each spec's */
  engine?: EngineName;
  /** Whether it withdraws its stakes, and enrols nowhere */
  leaving?: boolean;
  /** Throws while this machine lacks what a miner needs; called before a stake is deposited */
  requireReady?(): Promise<void>;
  /** Called once with terms that this miner refuses */
  onRefused?(competition: bigint, refused: RefusedTerm[]): void;
}

/** One miner: its key, its journal, its way to the chain and to the data. */
export interface MinerContext extends Sending, Judging, Waiting, Policy {
  /**
   * Seconds between two blocks; 0 on a private chain, where nobody waits for others or for depth
   */
  blockTime: number;
  /** Blocks, including the latest, after which the chain's state is final; 1 by default */
  confirmations?: number;
  /** Counts what happens, for monitoring */
  meter?: Meter;
}
