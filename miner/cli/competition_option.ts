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
  if (given !== undefined) return BigInt(given);
  const count = await countCompetitions(connection);
  if (count > 0n) return count;
  throw told(
    "chain",
    `The contract ${connection.contract} has no competitions yet`,
    "Wait for an organizer to create one",
  );
}
