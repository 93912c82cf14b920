/**
 * What duties work with: each takes what it needs, and no more.
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

/** What sending takes. */
export interface Sending {
  connection: Connection;
  sender: Sender;
  memory: Memory;
}

/** What fetching takes. */
export interface Fetching {
  /** Where the spec and the data come from */
  sources: Pick<FetchOptions, "gateways" | "store">;
  signal?: AbortSignal;
}

/** What judging models takes. */
export interface Judging extends Fetching {
  connection: Connection;
  journal: Journal;
  judges: Judges;
  memory: Memory;
  /** Tells a person what happens, one line a call */
  log: Log;
  /** Told of every verdict of a row; `model` is absent for a test set */
  onJudged?(model: number | undefined, judgement: Judgement, competition: bigint): void;
  /** Told how far an evaluation is, several times a second */
  onProgress?(model: number, done: number, rows: number): void;
}

/** What work that takes long must look after. */
export interface Waiting {
  log: Log;
  /** What a long evaluation must not delay, and how often to look after it, in milliseconds */
  urgent?: { every: number; perform(): Promise<void> };
  signal?: AbortSignal;
}

/** What a miner agrees to. */
export interface Policy {
  /** The most that this miner puts at stake in one competition, in wei, lost stakes included */
  maxStake: bigint;
  /** Terms that it joins though they are refused, by name */
  accepted: ReadonlySet<string>;
  /** The engine that it insists on; without it, it runs each spec's */
  engine?: EngineName;
  /** Whether it takes its stakes out, and enrols nowhere */
  leaving?: boolean;
  /** Throws while this machine lacks what a miner needs; asked before a stake is deposited */
  requireReady?(): Promise<void>;
  /** Told once of terms that this miner does not join */
  onRefused?(competition: bigint, refused: RefusedTerm[]): void;
}

/** One miner: its key, its journal, its way to the chain and to the data. */
export interface MinerContext extends Sending, Judging, Waiting, Policy {
  /** Seconds between two blocks; 0 on a chain of one's own, where nobody waits for others or for depth */
  blockTime: number;
  /** Blocks, the latest included, under which what the chain says stays; 1 unless said */
  confirmations?: number;
  /** Counts what happens, for who watches the miner */
  meter?: Meter;
}
