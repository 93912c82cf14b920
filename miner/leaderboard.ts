/**
 * The leaderboard: ranked by score, then by earlier submission.
 *
 * @module
 */
import type { Connection } from "./chain/client.ts";
import { readAgreement } from "./chain/read_agreement.ts";
import type { Competition } from "./chain/read_competition.ts";
import { INVALID_SCORE, type Model, readModels } from "./chain/read_models.ts";

/** One line of the leaderboard. */
export interface Standing extends Model {
  /** From 1; absent for a model without a score */
  rank: number | undefined;
  evaluations: number;
  /** Share of the evaluations that are inliers, 0 to 1; absent before the first round */
  agreement: number | undefined;
}

/** Reads and ranks every model: scored ones first, then INVALID ones, then those that wait. */
export async function readLeaderboard(
  connection: Connection,
  competition: Competition,
): Promise<Standing[]> {
  const [models, agreement] = await Promise.all([
    readModels(connection, competition.id, competition.models),
    readAgreement(connection, competition),
  ]);
  const worth = ({ score }: Model) =>
    score === undefined ? -2 : score === INVALID_SCORE ? -1 : score;
  const sorted = models.sort((a, b) => worth(b) - worth(a) || a.id - b.id);
  return sorted.map((model, index) => {
    const counted = agreement.get(model.id);
    return {
      ...model,
      rank: worth(model) >= 0 ? index + 1 : undefined,
      evaluations: counted?.evaluations ?? 0,
      agreement: counted && counted.inliers / counted.evaluations,
    };
  });
}
