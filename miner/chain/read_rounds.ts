/**
 * The rounds of a competition: one runs at a time.
 *
 * @module
 */
import { type Answer, call } from "./call.ts";
import type { Connection } from "./client.ts";

/** How a round stands, by the contract's numbers. */
const STATUSES = ["none", "running", "settled", "failed", "expired"] as const;

/** One round. Times are seconds since 1970. */
export interface Round {
  index: number;
  status: typeof STATUSES[number];
  /** Round zero: its one place is the test set */
  testSet: boolean;
  /** Model numbers, in the order of the scores; none in round zero */
  models: number[];
  /** Deposits that may commit */
  counted: number;
  /** Of them */
  committed: number;
  /** Rows posted one by one; of a settled round, all rows */
  revealed: number;
  /** Models that miners were paid for, once settled */
  agreed: number;
  openedAt: number;
  commitsOpen: boolean;
  revealsOpen: boolean;
  /** When commits close at the latest; once they are closed, when they did */
  commitEnd: number;
  /** 0 while commits are open, and where they were too few */
  revealEnd: number;
  canSettle: boolean;
  canExpire: boolean;
  canFail: boolean;
}

/** Reads a round. */
export async function readRound(
  connection: Connection,
  id: bigint,
  index: number,
): Promise<Round> {
  return roundOf(index, await call(connection, "roundOf", [id, BigInt(index)]));
}

/** Puts together what was read. */
export function roundOf(
  index: number,
  { status, models, ...round }: Answer<"roundOf">,
): Round {
  return { index, ...round, status: STATUSES[status] ?? "none", models: [...models] };
}

/** Reads the last rounds, the latest first; the first of them may run. */
export async function readLastRounds(
  connection: Connection,
  id: bigint,
  { rounds }: { rounds: number },
  most: number,
): Promise<Round[]> {
  const count = Math.min(rounds, most);
  return await Promise.all(
    Array.from({ length: count }, (_, back) => readRound(connection, id, rounds - 1 - back)),
  );
}

/** Reads the running round, in a list that is empty where none runs. */
export async function readRunningRounds(
  connection: Connection,
  id: bigint,
  { rounds, running }: { rounds: number; running: number },
): Promise<Round[]> {
  if (running === 0 || rounds === 0) return [];
  const round = await readRound(connection, id, rounds - 1);
  return round.status === "running" ? [round] : [];
}

/** Places in a row of a round: its models, or the test set. */
export function placesOf({ testSet, models }: Pick<Round, "testSet" | "models">): number {
  return testSet ? 1 : models.length;
}
