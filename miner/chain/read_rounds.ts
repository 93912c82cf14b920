/**
 * The rounds of a competition, one at a time.
 *
 * @module
 */
import { call } from "./call.ts";
import type { Connection } from "./client.ts";
import { type Round, roundOf } from "../../protocol/state/round.ts";

/** Reads a round. */
export async function readRound(
  connection: Connection,
  id: bigint,
  index: number,
): Promise<Round> {
  return roundOf(index, await call(connection, "roundOf", [id, BigInt(index)]));
}

/** Reads the last rounds, the latest first; it may be running. */
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

/** Reads the running round, as a list of one or none. */
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
