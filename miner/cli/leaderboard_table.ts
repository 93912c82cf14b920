/**
 * The leaderboard as a table.
 *
 * @module
 */
import type { Standing } from "../../protocol/history/ranking.ts";
import { isScore } from "../../protocol/score/score.ts";
import { showAddress, showBytes } from "../../protocol/format/format.ts";
import { showScore } from "../../protocol/format/show_score.ts";
import { renderTable } from "./render_table.ts";

/** Renders the leaderboard. `names` are those of the models, if known. */
export function leaderboardTable(
  standings: Standing[],
  names: (standing: Standing) => string = ({ id }) => `#${id}`,
): string {
  return renderTable(
    [
      { heading: "rank", right: true },
      { heading: "model" },
      { heading: "author" },
      { heading: "score", right: true },
      { heading: "average", right: true },
      { heading: "evaluations", right: true },
      { heading: "agreement", right: true },
      { heading: "size", right: true },
    ],
    standings.map((standing) => [
      standing.rank === undefined ? "-" : String(standing.rank),
      names(standing),
      showAddress(standing.author),
      beside(
        standing,
        standing.state === "scored" ? showScore(standing.score) : waitingFor(standing),
      ),
      standing.state === "scored" && isScore(standing.score ?? NaN)
        ? showScore(standing.average)
        : "-",
      String(standing.evaluations),
      standing.agreement === undefined ? "-" : `${(100 * standing.agreement).toFixed(1)} %`,
      showBytes(standing.size),
    ]),
  );
}

/** What its author claims, until miners have judged the model; of an INVALID one it stays. */
function beside({ score, claimed }: Standing, told: string): string {
  if (claimed === undefined || isScore(score ?? NaN)) return told;
  return `${told}, claimed ${showScore(claimed)}`;
}

/** The state of a model without a score; one without agreement waits for another round. */
function waitingFor({ state, tries, published, size }: Standing): string {
  if (state === "waiting" && tries > 0) return `waiting, tried ${tries} of 3`;
  if (state === "incomplete") return `incomplete, ${Math.floor(100 * published / size)} %`;
  return state;
}
