/**
 * Counts as bars. Screen readers get the same as text.
 *
 * @module
 */
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";

/** One kind of bar; several kinds are stacked. */
export interface Kind {
  /** Its field of the data */
  dataKey: string;
  name: string;
  fill: string;
}

interface Props {
  /** A bar each, named by `name` */
  data: { name: string }[];
  kinds: Kind[];
  /** Pixels for the counts */
  axisWidth: number;
  showCount?(count: number): string;
  /** Pixels between names, at least */
  minTickGap?: number;
  /** Pixels of a bar, at most */
  maxBarSize?: number;
}

export function Bars({ data, kinds, axisWidth, showCount, minTickGap, maxBarSize }: Props) {
  return (
    <div className="chart" aria-hidden="true">
      <ResponsiveContainer>
        <BarChart
          data={data}
          accessibilityLayer={false}
          margin={{ top: 8, right: 8, bottom: 4, left: 0 }}
        >
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis dataKey="name" stroke="var(--soft)" minTickGap={minTickGap} />
          <YAxis
            allowDecimals={false}
            width={axisWidth}
            stroke="var(--soft)"
            tickFormatter={showCount}
          />
          <Tooltip
            cursor={{ fill: "var(--sunk)" }}
            contentStyle={{
              background: "var(--card)",
              border: "1px solid var(--line)",
              color: "var(--ink)",
            }}
          />
          {kinds.map((kind) => (
            <Bar
              key={kind.dataKey}
              {...kind}
              stackId="all"
              maxBarSize={maxBarSize}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
