/**
 * The leaderboard's rows. Only the visible ones are in the page, so a thousand models scroll like
 * ten.
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
import type { ModelName as Named } from "../../../protocol/history/model_names.ts";
import type { Standing } from "../../../protocol/history/ranking.ts";
import { INVALID_SCORE } from "../../../protocol/score/score.ts";
import { Claimed } from "../components/claimed.tsx";
import { ModelName } from "../components/model_name.tsx";
import { Money } from "../components/money.tsx";
import { Score } from "../components/score.tsx";
import { Who } from "../components/who.tsx";
import { MOST_TRIES } from "../../../protocol/history/judgements.ts";
import type { Given } from "./given.ts";
import { WhyInvalid } from "./reason.tsx";
import { ordinal } from "../words/places.ts";
import type { Exactness } from "../words/exactness.ts";
import { copiesOf, tiesOf } from "./standings.ts";
import { StateBadge } from "./state_words.tsx";

interface Props {
  competition: Competition;
  spec: CompetitionSpec | undefined;
  standings: Standing[];
  exactness: Exactness | undefined;
  /** By model */
  names: ReadonlyMap<number, Named>;
  /** What each place wins, the first first; wei */
  prizes: readonly (bigint | undefined)[];
  own: Address | undefined;
}

/** Pixels. */
const ROW_HEIGHT = 48;
/** Up to this many rows are all rendered: no scrolling box within the page. */
const FEW = 60;

export function LeaderboardTable(
  { competition, spec, standings, names, exactness, prizes, own }: Props,
) {
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
  if (standings.length === 0) return <p className="muted">No matching models.</p>;
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
            <th className="middle">Author</th>
            <th className="number">Score</th>
            <th className="number wide">
              <abbr title="Of the scores that agree; it does not affect the ranking">
                Average
              </abbr>
            </th>
            {prizes.length > 0 && (
              <th className="number middle">{competition.ended ? "Prize" : "Prize, at least"}</th>
            )}
            <th className="number wide">Evaluations</th>
            <th className="number middle">Agreement</th>
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
              named={names.get(standing.id)}
              copyOf={copies.get(standing.id)}
              tied={standing.score !== undefined && ties.has(standing.score)}
              around={isRanked(standing) ? exactness?.around(standing.score) : undefined}
              likeBest={isRanked(standing) && exactness?.likeBest(standing.score) === true}
              note={exactness?.note}
              places={prizes.length}
              prize={prizes[(standing.rank ?? Infinity) - 1]}
              own={standing.author.toLowerCase() === own?.toLowerCase()}
            />
          ))}
          {after > 0 && <tr aria-hidden="true" style={{ height: after }} />}
        </tbody>
      </table>
    </div>
  );
}

const MEDALS = ["first", "second", "third"];

/** A rank; the first three are medals. */
function Rank({ rank }: { rank: number }) {
  const medal = MEDALS[rank - 1];
  if (medal === undefined) return <>{rank}</>;
  return <span className={`medal ${medal}`} title={`${ordinal(rank)} place`}>{rank}</span>;
}

/** Whether it has a score and a rank. */
function isRanked(standing: Standing): standing is Standing & { score: number } {
  return standing.rank !== undefined && standing.score !== undefined;
}

/** Scrolling renders only the rows that become visible. */
const Row = memo(function Row(
  { competition, spec, index, standing, named, copyOf, tied, own, ...more }: Given & {
    index: number;
    standing: Standing;
    named: Named | undefined;
    copyOf: number | undefined;
    tied: boolean;
    /** Half of the score's interval */
    around: string | undefined;
    likeBest: boolean;
    /** What `likeBest` means */
    note: string | undefined;
    /** How many places win something */
    places: number;
    prize: bigint | undefined;
    own: boolean;
  },
) {
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
        {rank === undefined ? "–" : <Rank rank={rank} />}
        {more.likeBest && (
          <>
            {" "}
            <abbr title={more.note}>≈</abbr>
          </>
        )}
        {tied && rank !== undefined && (
          <abbr title="Equal scores: the earlier place ranks higher">=</abbr>
        )}
      </td>
      <td>
        <Link href={`/models/${id}`}>
          <ModelName model={id} named={named} />
        </Link>
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
        <small className="narrow">
          <Who address={author} />
        </small>
      </td>
      <td className="middle">
        <Who address={author} />
      </td>
      <td className="number">
        {(score !== undefined || standing.claimed === undefined) && <Score score={score} />}
        <Claimed model={standing} competition={competition} />
        {more.around && (
          <small
            className="around"
            title="The interval in which its true share is, at 95 %"
          >
            {more.around}
          </small>
        )}
      </td>
      <td className="number wide muted">
        {score === undefined || score === INVALID_SCORE ? "–" : showScore(average)}
      </td>
      {more.places > 0 && (
        <td className="number middle">
          {more.prize === undefined ? "" : <Money wei={more.prize} />}
        </td>
      )}
      <td className="number wide">
        {evaluations === 0 ? "–" : evaluations}
      </td>
      <td className="number middle">
        {agreement === undefined ? "–" : `${(100 * agreement).toFixed(1)} %`}
      </td>
      <td className="number wide">{size === 0 ? "–" : showBytes(size)}</td>
      <td>
        <StateBadge standing={standing} />
        {tries > 0 && (
          <>
            {" "}
            <small className="muted" title="Rounds without agreement">
              {tries} of {MOST_TRIES} tries
            </small>
          </>
        )}
        {score === INVALID_SCORE && standing.claimed === undefined && (
          <WhyInvalid competition={competition} spec={spec} model={standing} />
        )}
      </td>
    </tr>
  );
});
