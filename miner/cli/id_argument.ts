/**
 * The competition that a command's ID names.
 *
 * @module
 */
import { readCompetition } from "../chain/read_competition.ts";
import type { Connection } from "../chain/client.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import { type Invocation, usage } from "./command.ts";
import { latestCompetition, requireCompetition } from "./competition_option.ts";

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

/** Reads a competition; the latest without a number. */
export async function competitionAt(
  connection: Connection,
  given: bigint | undefined,
): Promise<Competition> {
  const id = given === undefined
    ? await latestCompetition(connection)
    : await requireCompetition(connection, given);
  return await readCompetition(connection, id);
}
