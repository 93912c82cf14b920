/**
 * Counts as bars. Screen readers get the same as text.
 *
 * @module
 */
import { useCallback, useMemo } from "react";
import Chart from "uplot";
import { axis, type Colours, HIGH, Plot } from "./plot.tsx";

/** One kind of bar; several kinds are stacked, the first at the bottom. */
export interface Kind {
  /** Its field of the data */
  dataKey: string;
  name: string;
  fill: "accent" | "bad";
}

/** Counts are whole: so are the marks, however few there are. */
const WHOLE = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((one) => one * 10 ** power))
  .flat();

/** Pixels of a character of an axis, on average, and between two names. */
const CHARACTER = 7;
const BETWEEN = 14;

/** The bars whose names have room below them. */
function namedOf(data: { name: string }[], width: number): number[] {
  const longest = data.reduce((most, { name }) => Math.max(most, name.length), 1);
  const every = Math.ceil((CHARACTER * longest + BETWEEN) / (Math.max(1, width) / data.length));
  return data.flatMap((_, index) => index % every === 0 ? [index] : []);
}

interface Props {
  /** A bar each, named by `name` */
  data: ({ name: string } & Record<string, string | number>)[];
  kinds: Kind[];
  showCount?(count: number): string;
}

/** The widest bar, in pixels. */
const WIDEST = 64;
const plain = (count: number) => count.toLocaleString("en");

export function Bars({ data, kinds, showCount = plain }: Props) {
  const values = useMemo((): Chart.AlignedData => {
    const sums = data.map(() => 0);
    const stacked = kinds.map(({ dataKey }) =>
      data.map((bar, index) => sums[index] = (sums[index] ?? 0) + Number(bar[dataKey] ?? 0))
    );
    // The highest first: the lower ones are drawn over it.
    return [data.map((_, index) => index), ...stacked.reverse()];
  }, [data, kinds]);
  const options = useCallback((colours: Colours) => ({
    padding: [8, 8, 0, 0] as Chart.Padding,
    scales: {
      x: { time: false, range: [-0.6, data.length - 0.4] as Chart.Range.MinMax },
      y: {
        range: (_: Chart, __: number, most: number) => [0, Math.max(1, most)] as [number, number],
      },
    },
    cursor: { points: { show: false }, drag: { x: false, y: false }, y: false },
    axes: [
      axis(colours, {
        size: HIGH,
        grid: { show: false },
        values: (_, splits) => splits.map((at) => data[at]?.name ?? ""),
        splits: ({ bbox }) => namedOf(data, bbox.width / devicePixelRatio),
      }),
      axis(colours, {
        size: 56,
        incrs: WHOLE,
        values: (_, splits) => splits.map(showCount),
      }),
    ],
    series: [
      {},
      ...kinds.toReversed().map(({ fill }) => ({
        fill: colours[fill],
        stroke: colours[fill],
        points: { show: false },
        paths: Chart.paths.bars?.({ size: [0.7, WIDEST] }),
      })),
    ],
  }), [data, kinds, showCount]);
  return (
    <Plot
      data={values}
      options={options}
      hint={({ index }) => {
        const bar = data[index];
        return bar && (
          <>
            <strong>{bar.name}</strong>
            {kinds.map(({ dataKey, name }) => (
              <span key={dataKey}>{name}: {plain(Number(bar[dataKey] ?? 0))}</span>
            ))}
          </>
        );
      }}
    />
  );
}
