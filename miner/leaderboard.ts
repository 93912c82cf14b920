/**
 * The leaderboard: ranked by score, then by earlier submission.
 *
 * @module
 */
import type { Connection } from "./chain/client.ts";
import { type Agreement, readAgreement } from "./chain/read_agreement.ts";
import type { Competition } from "./chain/read_competition.ts";
import { INVALID_SCORE, type Model, readModels } from "./chain/read_models.ts";

/**
 * How a model stands, for people: what the contract says of it, and what that means by now.
 * `not opened` is a sealed one whose time is over, `unscored` one that no round judged in time,
 * `unjudged` one that three rounds did not agree on.
 */
export type State = Model["status"] | "not opened" | "unscored";

/** One line of the leaderboard. */
export interface Standing extends Model {
  state: State;
  /** From 1; absent for a model without a score */
  rank: number | undefined;
  evaluations: number;
  /** Of the inliers, for information: it ranks nothing */
  average: number | undefined;
  /** Share of the evaluations that are inliers, 0 to 1; absent before the first round */
  agreement: number | undefined;
}

/** What has no score, the nearest to one first. */
const UNSCORED: readonly Model["status"][] = [
  "waiting",
  "sealed",
  "incomplete",
  "reserved",
  "unjudged",
];

/** How a model stands in its competition at this moment. */
export function stateOf(
  { status }: Pick<Model, "status">,
  { now, openingEnd, ended }: Pick<Competition, "now" | "openingEnd" | "ended">,
): State {
  if (status === "sealed") return now >= openingEnd ? "not opened" : status;
  return ended && status === "waiting" ? "unscored" : status;
}

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

/** Ranks models that were read, by what the last round that judged each counted. */
export function rankModels(
  models: readonly Model[],
  agreement: ReadonlyMap<number, Agreement>,
  competition: Pick<Competition, "now" | "openingEnd" | "ended">,
): Standing[] {
  const worth = ({ score, status }: Model) => {
    if (score === undefined) return -2 - UNSCORED.indexOf(status);
    return score === INVALID_SCORE ? -1 : score;
  };
  const sorted = models.toSorted((a, b) => worth(b) - worth(a) || a.id - b.id);
  return sorted.map((model, index) => {
    const counted = agreement.get(model.id);
    return {
      ...model,
      state: stateOf(model, competition),
      rank: worth(model) >= 0 ? index + 1 : undefined,
      evaluations: counted?.evaluations ?? 0,
      average: counted?.average,
      agreement: counted && counted.inliers / counted.evaluations,
    };
  });
}
