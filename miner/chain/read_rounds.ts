/**
 * The rounds of a competition that still run.
 *
 * @module
 */
import { call } from "./call.ts";
import type { Connection } from "./client.ts";

/** One running round. Times are seconds since 1970. */
export interface Round {
  index: number;
  /** Model numbers, in the order of the scores */
  models: number[];
  /** Round zero */
  testSet: boolean;
  counted: number;
  committed: number;
  /** Rows posted one by one */
  revealed: number;
  commitsOpen: boolean;
  revealsOpen: boolean;
  /** End of the commit window; a round short of its quorum stays open after it */
  commitEnd: number;
  /** 0 while commits are open */
  revealEnd: number;
  canSettle: boolean;
  canExpire: boolean;
  canFail: boolean;
  openedAt: number;
}

/** Rounds run for two windows at most, so few run at once; more are looked at another time. */
const MOST_LOOKED_AT = 512;

/** Reads the running rounds, oldest first. */
export async function readRunningRounds(
  connection: Connection,
  id: bigint,
  { rounds, running }: { rounds: number; running: number },
): Promise<Round[]> {
  const found: Round[] = [];
  const last = Math.max(0, rounds - MOST_LOOKED_AT);
  for (let index = rounds - 1; index >= last && found.length < running; index--) {
    const round = await readRound(connection, id, index);
    if (round !== undefined) found.unshift(round);
  }
  return found;
}

const RUNNING = 1;

async function readRound(
  connection: Connection,
  id: bigint,
  index: number,
): Promise<Round | undefined> {
  const standing = await call(connection, "roundOf", [id, BigInt(index)]);
  const { status, models, ...round } = standing;
  return status === RUNNING ? { index, models: [...models], ...round } : undefined;
}
