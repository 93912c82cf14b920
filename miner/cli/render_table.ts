/**
 * Tables for people, by cli-table3: borderless, so that they can be copied and cut.
 *
 * @module
 */
import Table from "cli-table3";
import { show } from "../../protocol/text/visible.ts";

/** One column: its heading, and whether its values are numbers. */
export interface Column {
  heading: string;
  right?: boolean;
}

const BORDERS = [
  "top",
  "top-mid",
  "top-left",
  "top-right",
  "bottom",
  "bottom-mid",
  "bottom-left",
  "bottom-right",
  "left",
  "left-mid",
  "mid",
  "mid-mid",
  "right",
  "right-mid",
];

/** Characters of a cell; an address, a digest and our own sentences fit. */
const WIDEST_CELL = 300;

/** Renders rows below their headings. */
export function renderTable(columns: Column[], rows: string[][]): string {
  const table = new Table({
    head: columns.map((column) => show(column.heading, WIDEST_CELL)),
    colAligns: columns.map((column) => column.right ? "right" : "left"),
    chars: { ...Object.fromEntries(BORDERS.map((name) => [name, ""])), middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  table.push(...rows.map((row) => row.map((cell) => show(cell, WIDEST_CELL))));
  return table.toString().split("\n").map((line) => line.trimEnd()).join("\n");
}
