/**
 * How a model's miners scored it.
 *
 * @module
 */
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { showScore } from "../../../miner/cli/show_score.ts";
import { INVALID_SCORE } from "../../../miner/score.ts";
import { binsOf } from "../history/bins.ts";
import type { Judgement } from "../history/facts.ts";

export default function Distribution({ judgement, tolerance }: {
  judgement: Judgement;
  tolerance: number;
}) {
  const { scores, result, round } = judgement;
  const bins = binsOf(scores);
  const invalid = scores.filter(({ score }) => score === INVALID_SCORE).length;
  const outliers = scores.filter(({ inlier }) => !inlier).length;
  const data = bins.map(({ from, to, ...counts }) => ({
    name: from === to ? showScore(from) : `${showScore(from)} to ${showScore(to)}`,
    ...counts,
  }));
  return (
    <>
      <p>
        In round {round.index}, {scores.length} miners: median {showScore(result.median)},{" "}
        {result.inliers} within {(tolerance / 1_000).toFixed(3)} points of it
        {outliers > 0 && `, ${outliers} not`}
        {invalid > 0 && `; ${invalid} found it INVALID`}.
      </p>
      {data.length > 0 && (
        <div className="chart" aria-hidden="true">
          <ResponsiveContainer>
            <BarChart
              accessibilityLayer={false}
              data={data}
              margin={{ top: 8, right: 8, bottom: 4, left: 0 }}
            >
              <CartesianGrid stroke="var(--line)" vertical={false} />
              <XAxis dataKey="name" stroke="var(--soft)" minTickGap={40} />
              <YAxis allowDecimals={false} width={40} stroke="var(--soft)" />
              <Tooltip
                cursor={{ fill: "var(--sunk)" }}
                contentStyle={{
                  background: "var(--card)",
                  border: "1px solid var(--line)",
                  color: "var(--ink)",
                }}
              />
              <Bar
                dataKey="inliers"
                name="Agree"
                stackId="all"
                fill="var(--accent)"
                maxBarSize={64}
                isAnimationActive={false}
              />
              <Bar
                dataKey="outliers"
                name="Do not"
                stackId="all"
                fill="var(--bad)"
                maxBarSize={64}
                isAnimationActive={false}
              />
            </BarChart>
          </ResponsiveContainer>
        </div>
      )}
    </>
  );
}
