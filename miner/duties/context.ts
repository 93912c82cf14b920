/**
 * What a duty works with.
 *
 * @module
 */
import type { Connection } from "../chain/client.ts";
import type { Sender } from "../chain/sender.ts";
import type { Evaluator } from "../evaluation/evaluator.ts";
import type { FetchOptions } from "../ipfs/fetch.ts";
import type { Journal } from "../journal/journal.ts";

/** One miner: its key, its journal, its way to the chain and to the data. */
export interface MinerContext {
  connection: Connection;
  sender: Sender;
  journal: Journal;
  evaluator: Evaluator;
  /** Where the spec and the data come from */
  sources: Pick<FetchOptions, "gateways" | "store">;
  /** Tells a person what happens, one line a call */
  log(line: string): void;
  /** Told how far an evaluation is, several times a second */
  onProgress?(model: number, done: number, rows: number): void;
  /** What a long evaluation must not delay, and how often to look after it, in milliseconds */
  urgent?: { every: number; perform(): Promise<void> };
  /** The largest stake that this miner deposits, in wei */
  maxStake: bigint;
  signal?: AbortSignal;
}
