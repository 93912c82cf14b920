/**
 * The competition that a command's ID names.
 *
 * @module
 */
import { countCompetitions, readCompetition } from "../chain/read_competition.ts";
import type { Connection } from "../chain/client.ts";
import { told } from "../../protocol/errors.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import { type Invocation, usage } from "./command.ts";

/** Reads the competition that the argument at `index` names, or the latest without one. */
export async function competitionNamed(
  invocation: Invocation,
  connection: Connection,
  index = 0,
): Promise<Competition> {
  const given = invocation.positional[index];
  if (given !== undefined && !/^[1-9]\d{0,15}$/.test(given)) {
    throw usage(invocation.command, `ID is the number of a competition, not "${given}"`);
  }
  return await competitionAt(connection, given === undefined ? undefined : BigInt(given));
}

/**
 * Reads a competition; the latest without a number.
 *
 * @throws DemlError `chain` if there is none
 */
export async function competitionAt(
  connection: Connection,
  given: bigint | undefined,
): Promise<Competition> {
  const count = await countCompetitions(connection);
  if (count === 0n) {
    throw told(
      "chain",
      `The contract ${connection.contract} has no competitions yet`,
      "Create one: `deml competitions create`",
    );
  }
  const id = given ?? count;
  if (id <= count) return await readCompetition(connection, id);
  throw told(
    "chain",
    `There is no competition ${id}: the latest is ${count}`,
    "See `deml competitions list`",
  );
}
