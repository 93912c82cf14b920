/**
 * The leaderboard's rows. Only those that can be seen are in the page, so a thousand models scroll
 * like ten.
 *
 * @module
 */
import { memo, useMemo, useRef } from "react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Link, useLocation } from "wouter";
import type { Address } from "viem";
import { showBytes } from "../../../protocol/format/format.ts";
import { showScore } from "../../../protocol/format/show_score.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import type { Standing } from "../../../protocol/history/ranking.ts";
import { INVALID_SCORE } from "../../../protocol/score/score.ts";
import { Score } from "../components/score.tsx";
import { Who } from "../components/who.tsx";
import { MOST_TRIES } from "../../../protocol/history/judgements.ts";
import type { Given } from "./given.ts";
import { WhyInvalid } from "./reason.tsx";
import { copiesOf, tiesOf } from "./standings.ts";
import { StateBadge } from "./state_words.tsx";

interface Props {
  competition: Competition;
  spec: CompetitionSpec | undefined;
  standings: Standing[];
  own: Address | undefined;
}

/** Pixels. */
const ROW_HEIGHT = 46;
/** Up to so many rows are simply all there: no box within the page that scrolls. */
const FEW = 60;

export function LeaderboardTable({ competition, spec, standings, own }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const ties = useMemo(() => tiesOf(standings), [standings]);
  const copies = useMemo(() => copiesOf(standings), [standings]);
  const few = standings.length <= FEW;
  const rows = useVirtualizer({
    count: few ? 0 : standings.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    getItemKey: (index) => standings[index]?.id ?? index,
  });
  const visible = rows.getVirtualItems();
  const first = visible[0]?.start ?? 0;
  const after = few ? 0 : rows.getTotalSize() - (visible.at(-1)?.end ?? 0);
  const list = few
    ? standings.map((standing, index) => [standing, index] as const)
    : visible.flatMap(({ index }) => {
      const standing = standings[index];
      return standing === undefined ? [] : [[standing, index] as const];
    });
  if (standings.length === 0) return <p className="muted">No model fits.</p>;
  return (
    <div
      ref={box}
      className={few ? "scroll" : "virtual"}
      tabIndex={0}
      role="region"
      aria-label="Models, best first"
    >
      <table className="board" aria-rowcount={standings.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th className="number">Rank</th>
            <th>Model</th>
            <th>Author</th>
            <th className="number">Score</th>
            <th className="number wide">
              <abbr title="Of the scores that agree, for information: it ranks nothing">
                Average
              </abbr>
            </th>
            <th className="number">Evaluations</th>
            <th className="number">Agreement</th>
            <th className="number wide">Size</th>
            <th>State</th>
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr aria-hidden="true" style={{ height: first }} />}
          {list.map(([standing, index]) => (
            <Row
              key={standing.id}
              index={index}
              standing={standing}
              competition={competition}
              spec={spec}
              copyOf={copies.get(standing.id)}
              tied={standing.score !== undefined && ties.has(standing.score)}
              own={standing.author.toLowerCase() === own?.toLowerCase()}
            />
          ))}
          {after > 0 && <tr aria-hidden="true" style={{ height: after }} />}
        </tbody>
      </table>
    </div>
  );
}

/** Scrolling draws the rows that come, and none of those that stay. */
const Row = memo(function Row({ competition, spec, index, standing, copyOf, tied, own }: Given & {
  index: number;
  standing: Standing;
  copyOf: number | undefined;
  tied: boolean;
  own: boolean;
}) {
  const { id, rank, author, score, average, evaluations, agreement, size, tries } = standing;
  const [, go] = useLocation();
  return (
    <tr
      className={own ? "own" : ""}
      style={{ height: ROW_HEIGHT, cursor: "pointer" }}
      aria-rowindex={index + 2}
      onClick={(event) => {
        if (!(event.target as Element).closest("a,button")) go(`/models/${id}`);
      }}
    >
      <td className="number">
        {rank ?? "–"}
        {tied && rank !== undefined && (
          <abbr title="Equal scores: the earlier place ranks higher">=</abbr>
        )}
      </td>
      <td>
        <Link href={`/models/${id}`}>#{id}</Link>
        {copyOf !== undefined && (
          <>
            {" "}
            <span
              className="badge warning"
              title={`The same package as model #${copyOf}, whose place is earlier and ranks higher`}
            >
              copy of #{copyOf}
            </span>
          </>
        )}
      </td>
      <td>
        <Who address={author} />
      </td>
      <td className="number">
        <Score score={score} />
      </td>
      <td className="number wide muted">
        {score === undefined || score === INVALID_SCORE ? "–" : showScore(average)}
      </td>
      <td className="number">
        {evaluations === 0 ? "–" : evaluations}
      </td>
      <td className="number">
        {agreement === undefined ? "–" : `${(100 * agreement).toFixed(1)} %`}
      </td>
      <td className="number wide">{size === 0 ? "–" : showBytes(size)}</td>
      <td>
        <StateBadge standing={standing} />
        {tries > 0 && (
          <>
            {" "}
            <small className="muted" title="Rounds that did not agree on it">
              {tries} of {MOST_TRIES} tries
            </small>
          </>
        )}
        {score === INVALID_SCORE && (
          <WhyInvalid competition={competition} spec={spec} model={standing} />
        )}
      </td>
    </tr>
  );
});
