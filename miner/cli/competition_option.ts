/**
 * Which competition a command is about.
 *
 * @module
 */
import type { Connection } from "../chain/client.ts";
import { countCompetitions } from "../chain/read_competition.ts";
import { told } from "../../protocol/errors.ts";
import type { Invocation, Option } from "./command.ts";

/** The flag of every command about one competition. */
export const COMPETITION_OPTION: Option = {
  name: "competition",
  value: "ID",
  help: "Number of the competition; the default is the latest",
};

/** The competition that a command line names, or the latest. */
export async function chosenCompetition(
  invocation: Invocation,
  connection: Connection,
): Promise<bigint> {
  const given = invocation.integer("competition", { min: 1, max: Number.MAX_SAFE_INTEGER });
  const count = await latestCompetition(connection);
  return given === undefined ? count : requireWithin(BigInt(given), count);
}

/**
 * Refuses a number that no competition has.
 *
 * @throws DemlError `chain` that says how many there are
 */
export async function requireCompetition(connection: Connection, id: bigint): Promise<bigint> {
  return requireWithin(id, await latestCompetition(connection));
}

/** The number of the latest competition, which is how many there are. */
export async function latestCompetition(connection: Connection): Promise<bigint> {
  const count = await countCompetitions(connection);
  if (count > 0n) return count;
  throw told(
    "chain",
    `The contract ${connection.contract} has no competitions yet`,
    "Create one with `deml competitions create`, or check --contract and --rpc",
  );
}

function requireWithin(id: bigint, count: bigint): bigint {
  if (id <= count) return id;
  const there = count === 1n ? "there is only one" : `there are ${count}`;
  throw told(
    "chain",
    `Competition ${id} does not exist: ${there}`,
    "See `deml competitions list`",
    { details: { id, count } },
  );
}
