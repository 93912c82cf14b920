/**
 * Tables for people, by cli-table3: borderless, so that they can be copied and cut.
 *
 * @module
 */
import Table from "cli-table3";

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

/** Renders rows below their headings. */
export function renderTable(columns: Column[], rows: string[][]): string {
  const table = new Table({
    head: columns.map((column) => column.heading),
    colAligns: columns.map((column) => column.right ? "right" : "left"),
    chars: { ...Object.fromEntries(BORDERS.map((name) => [name, ""])), middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  table.push(...rows.map((row) => row.map(printable)));
  return table.toString().split("\n").map((line) => line.trimEnd()).join("\n");
}

/** Text of strangers, without what could move the cursor or forge a line. */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "�");
}
