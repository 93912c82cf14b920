/**
 * What a miner remembers from one poll to the next while it runs. Nothing here needs to survive a
 * restart: the journal has what does, as far as it can be written.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import type { View } from "../chain/read_view.ts";
import type { EvaluatorCompetition } from "../evaluation/host/evaluator.ts";
import type { Opening } from "../journal/journal.ts";
import type { Packages } from "./packages_ahead.ts";
import { turnIn } from "./turn_delay.ts";

/** A miner's memory. */
export interface Memory {
  /** Competitions whose terms this miner refuses: logged once, not at every poll */
  refused: Set<bigint>;
  /** Models that were judged ahead of their round, kept or not, by competition and place */
  judged: Set<string>;
  /** Competitions with a row to reveal at the last poll; absent before the first */
  seated: Set<bigint> | undefined;
  /** Recovered openings that the journal cannot store, by their commitments on chain */
  recovered: Map<Hex, Opening>;
  /** Competitions that are over and owe this miner nothing, at the latest block */
  over: Set<bigint>;
  /** The same, with enough blocks since to be final: they are no longer polled */
  finished: Set<bigint>;
  /** How many rounds each competition had at the last poll: what to ask for at the next */
  rounds: Map<bigint, number>;
  /**
   * State of competitions that was read together, until each is polled, and when, by `Date.now()`
   */
  ahead: Map<bigint, { view: View; at: number }>;
  /** By competition, the state of its queue when no model was left to judge ahead */
  waiting: Map<bigint, string>;
  /** Fetched packages that have not been judged yet, of the competition judged last */
  packages: { competition: bigint; packages: Packages } | undefined;
  /**
   * The test set used last, fetched and opened, by its spec and key. Its bytes are not here: they
   * are read again, and verified, if a child needs them
   */
  testSet: { name: string; competition: EvaluatorCompetition } | undefined;
  /** Lines that are logged once */
  said: Set<string>;
  /** By competition, since when anybody may do what is due there */
  since: Map<bigint, Map<string, number>>;
}

/** An empty memory. */
export function createMemory(): Memory {
  return {
    refused: new Set(),
    judged: new Set(),
    seated: undefined,
    recovered: new Map(),
    over: new Set(),
    finished: new Set(),
    rounds: new Map(),
    ahead: new Map(),
    waiting: new Map(),
    packages: undefined,
    testSet: undefined,
    said: new Set(),
    since: new Map(),
  };
}

/** What anybody may do, and the time that is left for it. */
export interface Occasion {
  /** E.g. `settle round 3` */
  what: string;
  /** The first second at which it is too late; absent if it never is */
  until?: number;
}

/**
 * How long this miner leaves each duty to others, in seconds.
 *
 * What is possible at its first poll may have been so for long, so it is its turn at once; the
 * delay of what became possible since the last poll begins now.
 *
 * @param now The chain's clock
 */
export function turnsOf(
  memory: Memory,
  { address, competition, enrolled, now, blockTime }: {
    address: Address;
    competition: bigint;
    enrolled: number;
    now: number;
    blockTime: number;
  },
  occasions: Occasion[],
): Map<string, number> {
  const before = memory.since.get(competition);
  const since = new Map<string, number>();
  memory.since.set(competition, since);
  return new Map(occasions.map(({ what, until }) => {
    const from = before?.get(what) ?? (before ? now : 0);
    since.set(what, from);
    const within = until === undefined ? undefined : until - from;
    const turn = { address, competition, what, since: from, enrolled, within, blockTime };
    return [what, turnIn(turn, now)];
  }));
}
