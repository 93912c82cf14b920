/**
 * Reading the leaderboard.
 *
 * @module
 */
import { rankModels, type Standing } from "../../protocol/history/ranking.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Connection } from "./client.ts";
import { readAgreement } from "./read_agreement.ts";
import { readModels } from "./read_models.ts";

/**
 * Reads and ranks every model: scored ones first, then INVALID ones, then those without a score, the
 * nearest to one first.
 */
export async function readLeaderboard(
  connection: Connection,
  competition: Competition,
): Promise<Standing[]> {
  const [models, agreement] = await Promise.all([
    readModels(connection, competition.id, competition.models),
    readAgreement(connection, competition),
  ]);
  return rankModels(models, agreement, competition);
}
