/** The rows as a table, which contains only the visible cells, in both directions. */
import { useRef } from "react";
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import type { ColumnSpec } from "../../../../protocol/spec/columns.ts";
import type { Query } from "../../data/table.ts";
import { wordOf } from "../../data/word_of.ts";
import { type Opened, useWindow } from "./use_table.ts";

/** Pixels. */
const COLUMN = 104;
/** The row's number and its label stay visible. */
const FROZEN = 2;
const HEADER = 34;
const ROW = 30;
/** Browsers lay out at most about 17.8 million pixels: rows of a larger table are lower. */
const TALLEST = 16_000_000;
/** A row must stay readable. */
const LOWEST = 15;

export function DataTable({ opened, chosen, query, change, nameOf }: {
  opened: Opened;
  chosen: { count: number; version: number };
  query: Query;
  change(query: Query): void;
  nameOf(label: number): string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const { features, names, rules } = opened.facts;
  // Beyond a million rows, the rest is reachable by filter and order.
  const height = Math.max(LOWEST, Math.min(ROW, Math.floor(TALLEST / Math.max(1, chosen.count))));
  const count = Math.min(chosen.count, Math.floor(TALLEST / height));
  const rows = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 8,
    paddingStart: HEADER,
  });
  const columns = useVirtualizer({
    horizontal: true,
    count: features + FROZEN,
    getScrollElement: () => box.current,
    estimateSize: () => COLUMN,
    overscan: 2,
    rangeExtractor: withFrozen,
    scrollPaddingStart: FROZEN * COLUMN,
  });
  const visible = rows.getVirtualItems();
  const at = useWindow(
    opened,
    chosen.version,
    visible[0]?.index ?? 0,
    visible.at(-1)?.index ?? 0,
  );
  const shown = columns.getVirtualItems();
  const sort = (column: number | undefined) => {
    const again = query.sortBy === column;
    change({ ...query, sortBy: column, descending: again && !query.descending });
  };
  const sortedBy = query.sortBy === undefined ? 0 : query.sortBy + FROZEN;
  const arrow = query.descending ? " ↓" : " ↑";
  return (
    <>
      <div
        ref={box}
        className="virtual data-table"
        tabIndex={0}
        role="table"
        aria-label="Rows"
        aria-rowcount={chosen.count + 1}
        aria-colcount={features + FROZEN}
        style={{ height: "30rem" }}
      >
        <div
          role="rowgroup"
          style={{
            height: rows.getTotalSize(),
            width: columns.getTotalSize(),
            position: "relative",
          }}
        >
          <div role="row" className="line head" style={{ height: HEADER }} aria-rowindex={1}>
            {shown.map(({ index, start }) => (
              <span
                key={index}
                role="columnheader"
                aria-colindex={index + 1}
                aria-sort={sortedBy === index
                  ? query.descending ? "descending" : "ascending"
                  : "none"}
                className={index < FROZEN ? "frozen" : undefined}
                style={{ left: start, width: COLUMN }}
              >
                <button
                  type="button"
                  title={index < FROZEN ? undefined : names?.[index - FROZEN]}
                  onClick={() => sort(index === 0 ? undefined : index - FROZEN)}
                >
                  {index === 0
                    ? "Row"
                    : index === 1
                    ? "Label"
                    : names?.[index - FROZEN] ?? `Value ${index - FROZEN}`}
                  {sortedBy === index && arrow}
                </button>
              </span>
            ))}
          </div>
          {visible.map(({ index: position, start }) => {
            const found = at(position);
            return (
              <div
                key={position}
                role="row"
                className="line"
                aria-rowindex={position + 2}
                style={{ top: start, height, fontSize: height < 24 ? 11 : undefined }}
              >
                {shown.map(({ index, start: left }) => (
                  <span
                    key={index}
                    role="cell"
                    aria-colindex={index + 1}
                    className={index < FROZEN ? "frozen" : undefined}
                    style={{ left, width: COLUMN }}
                  >
                    {found && cellOf(found, index, features, nameOf, rules?.[index - FROZEN])}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      </div>
      {count < chosen.count && (
        <p className="muted">
          The first {count.toLocaleString("en")} rows of this order; filter or sort for others.
        </p>
      )}
    </>
  );
}

/** Visible columns, and those that always are. */
function withFrozen(range: Range): number[] {
  const found = defaultRangeExtractor(range).filter((column) => column >= FROZEN);
  return [...Array.from({ length: FROZEN }, (_, column) => column), ...found];
}

type Found = NonNullable<ReturnType<ReturnType<typeof useWindow>>>;

function cellOf(
  { window, index }: Found,
  column: number,
  features: number,
  nameOf: (label: number) => string,
  rule: ColumnSpec | undefined,
): string {
  if (column === 0) return (window.rows[index]! + 1).toLocaleString("en");
  if (column > 1) {
    const value = window.values[index * features + column - FROZEN]!;
    return wordOf(value, rule) ?? format(value);
  }
  const label = window.labels[index]!;
  const said = window.predictions?.[index];
  return said === undefined || said === label
    ? nameOf(label)
    : `${nameOf(label)} → ${nameOf(said)}`;
}

/** A float32 has seven digits. */
function format(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(7)));
}
