/** Statistics of every column, on demand: they look at every value. */
import { useMemo, useRef, useState } from "react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useAttempt } from "../../components/attempt.tsx";
import { Progress } from "../../components/progress.tsx";
import { MOST_DISTINCT, type Statistics } from "../../data/table.ts";
import type { Opened } from "./use_table.ts";

/** Pixels. */
const ROW = 36;

const COLUMNS = [
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
        {facts.features.toLocaleString("en")} values a row, without the label.
      </p>
      {statistics
        ? <Lines statistics={statistics} names={facts.names} />
        : attempt.busy
        ? <Progress label="Looking at every value" />
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

function Lines({ statistics, names }: { statistics: Statistics[]; names: string[] | undefined }) {
  const box = useRef<HTMLDivElement>(null);
  const [sort, setSort] = useState<{ by: Name; descending: boolean }>();
  const order = useMemo(() => {
    const columns = statistics.map((each, column) => ({ column, each }));
    if (!sort) return columns;
    const { by, descending } = sort;
    const sign = descending ? -1 : 1;
    return columns.sort((a, b) =>
      a.each[by] === b.each[by] ? a.column - b.column : a.each[by] < b.each[by] ? -sign : sign
    );
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
                <td className="number">{short(each.min)}</td>
                <td className="number">{short(each.max)}</td>
                <td className="number">{short(each.mean)}</td>
                <td className="number">{short(each.deviation)}</td>
                <td className="number">{(100 * each.zeros).toFixed(1)} %</td>
                <td className="number">
                  {Number.isFinite(each.distinct)
                    ? each.distinct.toLocaleString("en")
                    : `over ${MOST_DISTINCT.toLocaleString("en")}`}
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
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
