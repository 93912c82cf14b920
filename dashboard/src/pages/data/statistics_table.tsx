/** Statistics of every column, on demand: they read every value. */
import { useMemo, useRef, useState } from "react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useAttempt } from "../../components/attempt.tsx";
import { Progress } from "../../components/progress.tsx";
import { mostDistinct, type Statistics } from "../../data/table.ts";
import type { Opened } from "./use_table.ts";

/** Pixels. */
const ROW = 36;

const COLUMNS = [
  ["missing", "Missing"],
  ["min", "Least"],
  ["max", "Most"],
  ["mean", "Mean"],
  ["deviation", "Deviation"],
  ["zeros", "Zeros"],
  ["distinct", "Distinct"],
] as const;
type Name = typeof COLUMNS[number][0];

export function StatisticsTable({ opened: { remote, facts } }: { opened: Opened }) {
  const [statistics, setStatistics] = useState<Statistics[]>();
  const attempt = useAttempt("compute the statistics");
  return (
    <section className="card" aria-label="Columns">
      <h2>Columns</h2>
      <p className="muted">
        {facts.features.toLocaleString("en")} values per row, without the label.{statistics &&
          ` ${summaryOf(statistics)}`}
      </p>
      {statistics
        ? <Lines statistics={statistics} names={facts.names} />
        : attempt.busy
        ? <Progress label="Reading every value" />
        : (
          <div className="actions start">
            <button
              type="button"
              className="button"
              onClick={() => attempt.run(async () => setStatistics(await remote.statistics()))}
            >
              Compute statistics
            </button>
          </div>
        )}
      {attempt.failure}
    </section>
  );
}

/** What stands out, in a sentence. */
function summaryOf(statistics: readonly Statistics[]): string {
  const missing = statistics.filter((each) => each.missing > 0).length;
  const flat = statistics.filter(({ type }) => type === "constant" || type === "empty").length;
  const of = (
    count: number,
  ) => (count === 1 ? "One column" : `${count.toLocaleString("en")} columns`);
  return [
    missing === 0
      ? "No value is missing."
      : `${of(missing)} ${missing === 1 ? "lacks" : "lack"} values.`,
    ...flat === 0 ? [] : [`${of(flat)} ${flat === 1 ? "never changes" : "never change"}.`],
  ].join(" ");
}

function Lines({ statistics, names }: { statistics: Statistics[]; names: string[] | undefined }) {
  const box = useRef<HTMLDivElement>(null);
  const [sort, setSort] = useState<{ by: Name; descending: boolean }>();
  const order = useMemo(() => {
    const columns = statistics.map((each, column) => ({ column, each }));
    if (!sort) return columns;
    const { by, descending } = sort;
    const sign = descending ? -1 : 1;
    // What is not a number comes last, in either order.
    const key = ({ each }: { each: Statistics }) => Number.isNaN(each[by]) ? Infinity : each[by];
    return columns.sort((a, b) => {
      const [one, other] = [key(a), key(b)];
      return one === other ? a.column - b.column : one < other ? -sign : sign;
    });
  }, [statistics, sort]);
  const rows = useVirtualizer({
    count: order.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const visible = rows.getVirtualItems();
  const first = visible[0]?.start ?? 0;
  const after = rows.getTotalSize() - (visible.at(-1)?.end ?? 0);
  return (
    <div
      ref={box}
      className="virtual"
      style={{ height: "20rem" }}
      tabIndex={0}
      role="region"
      aria-label="Statistics"
    >
      <table aria-rowcount={order.length + 1} style={{ whiteSpace: "nowrap" }}>
        <thead>
          <tr>
            <th>Column</th>
            <th>Values</th>
            {COLUMNS.map(([name, title]) => (
              <th
                key={name}
                className="number"
                aria-sort={sort?.by === name
                  ? sort.descending ? "descending" : "ascending"
                  : "none"}
              >
                <button
                  type="button"
                  onClick={() =>
                    setSort({ by: name, descending: sort?.by === name && !sort.descending })}
                >
                  {title}
                  {sort?.by === name && (sort.descending ? " ↓" : " ↑")}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr aria-hidden="true" style={{ height: first }} />}
          {visible.map(({ index }) => {
            const line = order[index];
            if (line === undefined) return null;
            const { column, each } = line;
            return (
              <tr key={column} style={{ height: ROW }} aria-rowindex={index + 2}>
                <td>{names?.[column] ?? column}</td>
                <td>{each.type}</td>
                <td className="number">
                  {each.missing === 0 ? "none" : each.missing.toLocaleString("en")}
                </td>
                <td className="number">{short(each.min)}</td>
                <td className="number">{short(each.max)}</td>
                <td className="number">{short(each.mean)}</td>
                <td className="number">{short(each.deviation)}</td>
                <td className="number">{(100 * each.zeros).toFixed(1)} %</td>
                <td className="number">
                  {Number.isFinite(each.distinct)
                    ? each.distinct.toLocaleString("en")
                    : `over ${mostDistinct(statistics.length).toLocaleString("en")}`}
                </td>
              </tr>
            );
          })}
          {after > 0 && <tr aria-hidden="true" style={{ height: after }} />}
        </tbody>
      </table>
    </div>
  );
}

function short(value: number): string {
  if (Number.isNaN(value)) return "–";
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
