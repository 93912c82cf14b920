/**
 * The leaderboard as CSV, by the standard library's writer; with LF, as other commands print lines.
 *
 * @module
 */
import { stringify } from "@std/csv/stringify";
import type { Standing } from "./ranking.ts";
import { isScore } from "../score/score.ts";

const COLUMNS = [
  "rank",
  "model",
  "author",
  "state",
  "score",
  "average",
  "evaluations",
  "agreement",
  "bytes",
  "digest",
  "name",
  "claimed",
];

/** Renders it: scores in percent, an empty cell for what there is not. */
export function leaderboardCsv(
  standings: Standing[],
  names: ReadonlyMap<number, string> = new Map(),
): string {
  const percent = (score: number | undefined) =>
    score !== undefined && isScore(score) ? (score / 1_000).toFixed(3) : "";
  const rows = standings.map((standing) => [
    standing.rank ?? "",
    standing.id,
    standing.author,
    standing.state === "scored" && !isScore(standing.score ?? NaN) ? "invalid" : standing.state,
    percent(standing.score),
    percent(standing.average),
    standing.evaluations,
    standing.agreement ?? "",
    standing.size,
    standing.digest,
    plainText(names.get(standing.id) ?? ""),
    percent(standing.claimed),
  ]);
  return stringify([COLUMNS, ...rows]).replaceAll("\r\n", "\n").trimEnd();
}

/** A stranger's text, which a spreadsheet must not run: a formula would begin with one of these. */
function plainText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
