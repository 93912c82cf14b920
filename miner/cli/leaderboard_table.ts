/**
 * The leaderboard as a table.
 *
 * @module
 */
import type { Standing } from "../leaderboard.ts";
import { showAddress, showBytes, showScore } from "./format.ts";
import { renderTable } from "./render_table.ts";

/** Renders the leaderboard. `names` says what models are called, where that is known. */
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
      { heading: "evaluations", right: true },
      { heading: "agreement", right: true },
      { heading: "size", right: true },
    ],
    standings.map((standing) => [
      standing.rank === undefined ? "-" : String(standing.rank),
      names(standing),
      showAddress(standing.author),
      standing.state === "scored" ? showScore(standing.score) : standing.state,
      String(standing.evaluations),
      standing.agreement === undefined ? "-" : `${(100 * standing.agreement).toFixed(1)} %`,
      showBytes(standing.size),
    ]),
  );
}
