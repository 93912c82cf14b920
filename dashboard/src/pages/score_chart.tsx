/**
 * Scores over time: the best so far, everybody's, the reader's own.
 *
 * @module
 */
import { useCallback, useMemo } from "react";
import Chart from "uplot";
import type { Address } from "viem";
import { axis, type Colours, HIGH, Plot } from "../charts/plot.tsx";
import { ModelName } from "../components/model_name.tsx";
import { longOf } from "../components/when.tsx";
import { timeSpanOf } from "../history/time_span.ts";
import type { History } from "../../../protocol/history/history.ts";
import { scoresOverTime } from "../../../protocol/history/judgements.ts";
import type { ModelName as Named } from "../../../protocol/history/model_names.ts";
import type { Standing } from "../../../protocol/history/ranking.ts";

interface Props {
  history: History;
  standings: Standing[];
  names: ReadonlyMap<number, Named>;
  own: Address | undefined;
}

interface Point {
  time: number;
  /** Percent */
  score: number;
  best: number;
  mine: boolean;
  model: number;
}

export default function ScoreChart({ history, standings, names, own }: Props) {
  const points = useMemo(() => pointsOf(history, standings, own), [history, standings, own]);
  const span = useMemo(() => timeSpanOf(history, points), [history, points]);
  const ticks = useMemo(() => ticksOf(points.map(({ score }) => score)), [points]);
  const [lowest = 0] = ticks;
  const data = useMemo((): Chart.AlignedData => {
    const last = points.at(-1);
    // The best one stands until a better one arrives: its line continues to the end.
    const more = last && span ? [{ time: span.end, best: last.best }] : [];
    return [
      [...points, ...more].map(({ time }) => time),
      [...points, ...more].map(({ best }) => best),
      points.map(({ score, mine }) => (mine ? null : score)),
      points.map(({ score, mine }) => (mine ? score : null)),
    ];
  }, [points, span]);
  const options = useCallback((colours: Colours) => {
    const { start, end } = span ?? { start: 0, end: 1 };
    const dots = (colour: string, size: number) => ({
      stroke: colour,
      paths: () => null,
      points: { show: true, size, fill: colour, stroke: colours.card, width: 1 },
    });
    return {
      padding: [10, 16, 0, 0] as Chart.Padding,
      scales: {
        x: { time: false, range: [start, end] as Chart.Range.MinMax },
        y: { range: [lowest, 100 + (100 - lowest) / 40] as Chart.Range.MinMax },
      },
      cursor: { points: { show: false }, drag: { x: false, y: false }, x: false, y: false },
      axes: [
        axis(colours, {
          size: HIGH,
          grid: { show: false },
          space: 120,
          incrs: INCREMENTS,
          values: (_: Chart, splits: number[]) => splits.map((at) => momentOf(at, end - start)),
        }),
        axis(colours, {
          size: 64,
          splits: () => ticks,
          values: (_: Chart, splits: number[]) => splits.map((percent) => `${percent} %`),
        }),
      ],
      series: [
        {},
        {
          stroke: colours.accent,
          width: 2.5,
          points: { show: false },
          paths: Chart.paths.stepped?.({ align: 1 }),
        },
        dots(colours.blue, 8),
        dots(colours.gold, 11),
      ],
    };
  }, [span, ticks, lowest]);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || span === undefined) return null;
  const mine = points.filter(({ mine }) => mine).map(({ score }) => score);
  return (
    <section className="card" aria-label="Scores over time">
      <h2>Scores over time</h2>
      <p className="muted">
        {points.length === 1 ? "One score" : `${points.length.toLocaleString("en")} scores`} from
        {" "}
        {longOf(first.time)}
        {longOf(last.time) !== longOf(first.time) && ` to ${longOf(last.time)}`}; the best is{" "}
        {last.best.toFixed(3)} %
        {mine.length > 0 && `, your best ${Math.max(...mine).toFixed(3)} %`}.
      </p>
      <Plot
        data={data}
        options={options}
        hint={({ x, y }) => {
          const near = nearest(points, x, y, span, lowest);
          return near && (
            <>
              <strong>
                <ModelName model={near.model} named={names.get(near.model)} />
                {near.mine && ", yours"}
              </strong>
              <span>{near.score.toFixed(3)} %</span>
              <small>{longOf(near.time)}</small>
            </>
          );
        }}
      />
      <ul className="legend" aria-hidden="true">
        <li className="line">Best so far</li>
        <li className="blue">{mine.length > 0 ? "Others" : "Scores"}</li>
        {mine.length > 0 && <li className="gold">Yours</li>}
      </ul>
    </section>
  );
}

/** How far from a point the pointer may be, in shares of the chart. */
const NEAR = 0.06;

/** The point next to a place of the chart. */
function nearest(
  points: Point[],
  time: number,
  score: number,
  { start, end }: { start: number; end: number },
  lowest: number,
): Point | undefined {
  let [found, least] = [undefined as Point | undefined, NEAR];
  for (const point of points) {
    const far = Math.hypot(
      (point.time - time) / (end - start),
      // A chart is about four times as wide as it is high.
      (point.score - score) / (100 - lowest) / 4,
    );
    if (far < least) [found, least] = [point, far];
  }
  return found;
}

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
/** Seconds between two marks of the time. */
const INCREMENTS = [
  ...[1, 2, 5, 10, 20, 30],
  ...[1, 2, 5, 10, 20, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 5, 10, 30, 90, 180, 365].map((count) => count * DAY),
];

/** A moment on the axis, in the reader's zone: as exactly as the marks are apart. */
function momentOf(seconds: number, span: number): string {
  const date = new Date(seconds * 1_000);
  const time = (parts: Intl.DateTimeFormatOptions) => date.toLocaleTimeString("en-GB", parts);
  const clock = { hour: "2-digit", minute: "2-digit" } as const;
  if (span < 10 * MINUTE) return time({ ...clock, second: "2-digit" });
  if (span < DAY) return time(clock);
  const day = date.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
  return span < 6 * DAY ? `${day}, ${time(clock)}` : day;
}

/** Points between two marks. */
const STEPS = [1, 2, 5, 10, 15, 20, 25];

/** Five marks up to 100 %, below the lowest score. */
function ticksOf(scores: number[]): number[] {
  const lowest = scores.reduce((least, score) => Math.min(least, score), 100);
  const step = STEPS.find((points) => 100 - 4 * points <= lowest) ?? 25;
  return [4, 3, 2, 1, 0].map((count) => 100 - count * step);
}

/** The time of submission is known for every model, the time of its score only from the events. */
function pointsOf(history: History, standings: Standing[], own: Address | undefined): Point[] {
  const authors = new Map(standings.map(({ id, author }) => [id, author.toLowerCase()]));
  let best = 0;
  return scoresOverTime(history).map(({ time, model, score }) => {
    const percent = score / 1_000;
    best = Math.max(best, percent);
    const mine = own !== undefined && authors.get(model) === own.toLowerCase();
    return { time, model, score: percent, best, mine };
  });
}
