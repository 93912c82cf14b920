/**
 * Scores as they came: the best so far, everybody's, the reader's own.
 *
 * @module
 */
import { useMemo } from "react";
import {
  CartesianGrid,
  ComposedChart,
  Legend,
  Line,
  ResponsiveContainer,
  Scatter,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import type { Address } from "viem";
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Standing } from "../../../protocol/history/ranking.ts";
import { longOf } from "../components/when.tsx";
import { scoresOverTime } from "../../../protocol/history/judgements.ts";
import type { History } from "../../../protocol/history/history.ts";

interface Props {
  competition: Competition;
  history: History;
  standings: Standing[];
  own: Address | undefined;
}

interface Point {
  time: number;
  best: number;
  other?: number;
  mine?: number;
  model: number;
}

export default function ScoreChart({ competition, history, standings, own }: Props) {
  const points = useMemo(() => pointsOf(history, standings, own), [history, standings, own]);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const mine = points.flatMap(({ mine }) => mine ?? []);
  const ticks = ticksOf(Math.min(...points.map(({ best, other, mine }) => mine ?? other ?? best)));
  const [lowest = 0] = ticks;
  // The best one stands until something better comes: the line goes on to the end.
  const start = history.createdAt ?? first.time;
  const end = Math.max(
    last.time + Math.ceil((last.time - start) / 12) + 1,
    history.ended?.at ?? competition.now,
  );
  const drawn: Partial<Point>[] = [...points, { time: end, best: last.best }];
  return (
    <section className="card" aria-label="Scores over time">
      <h2>Scores over time</h2>
      <p className="muted">
        {points.length} scores; the best is {last.best.toFixed(3)} %
        {mine.length > 0 && `, your best ${Math.max(...mine).toFixed(3)} %`}.
      </p>
      <div className="chart" aria-hidden="true">
        <ResponsiveContainer>
          <ComposedChart
            accessibilityLayer={false}
            data={drawn}
            margin={{ top: 8, right: 12, bottom: 4, left: 0 }}
          >
            <CartesianGrid stroke="var(--line)" vertical={false} />
            <XAxis
              dataKey="time"
              type="number"
              domain={[start, end]}
              tickCount={4}
              tickFormatter={(seconds: number) => shortOf(seconds, end - start)}
              stroke="var(--soft)"
              padding={{ left: 16, right: 16 }}
            />
            <YAxis
              domain={[lowest, 100]}
              ticks={ticks}
              unit=" %"
              width={58}
              stroke="var(--soft)"
            />
            <Tooltip content={<Hint />} />
            <Legend />
            <Line
              dataKey="best"
              name="Best so far"
              type="stepAfter"
              stroke="var(--accent)"
              strokeWidth={2.5}
              dot={false}
              isAnimationActive={false}
            />
            <Scatter
              dataKey="other"
              name={mine.length > 0 ? "Others" : "Scores"}
              fill="var(--blue)"
              isAnimationActive={false}
            />
            {mine.length > 0 && (
              <Scatter
                dataKey="mine"
                name="Yours"
                fill="var(--gold)"
                shape="star"
                isAnimationActive={false}
              />
            )}
          </ComposedChart>
        </ResponsiveContainer>
      </div>
    </section>
  );
}

/** A moment on an axis: with its hour where days are few. */
function shortOf(seconds: number, span: number): string {
  const [day = "", hour = ""] = longOf(seconds).split(", ");
  const date = day.replace(/ \d{4}$/, "");
  return span < 6 * 86_400 ? `${date}, ${hour}` : date;
}

/** Five marks up to 100 %, a whole number of points apart, below the lowest score. */
function ticksOf(lowest: number): number[] {
  const step = Math.max(1, Math.ceil((100 - lowest) / 4));
  return [4, 3, 2, 1, 0].map((count) => Math.max(0, 100 - count * step));
}

/** When a model was submitted is known of every model, when it was scored only from the events. */
function pointsOf(history: History, standings: Standing[], own: Address | undefined): Point[] {
  const authors = new Map(standings.map(({ id, author }) => [id, author.toLowerCase()]));
  let best = 0;
  return scoresOverTime(history).map(({ time, model, score }) => {
    const percent = score / 1_000;
    best = Math.max(best, percent);
    const mine = own !== undefined && authors.get(model) === own.toLowerCase();
    return { time, model, best, ...(mine ? { mine: percent } : { other: percent }) };
  });
}

function Hint({ active, payload }: { active?: boolean; payload?: { payload?: Point }[] }) {
  const point = payload?.[0]?.payload;
  if (!active || point === undefined) return null;
  return (
    <div className="card hint-card">
      <strong>Model #{point.model}</strong>
      <span>{(point.mine ?? point.other ?? point.best).toFixed(3)} %</span>
      <small>{longOf(point.time)}</small>
    </div>
  );
}
