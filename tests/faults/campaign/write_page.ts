/**
 * The table of docs/RELIABILITY.md.
 *
 * @module
 */
import { WORDS } from "../kinds.ts";
import type { Summary } from "./sum_up.ts";

const PAGE = new URL("../../../docs/RELIABILITY.md", import.meta.url);
const BEGIN = "<!-- deno task faults --write: begin -->";
const END = "<!-- end -->";

/** Writes what a campaign came to into the page. */
export async function writePage(summary: Summary): Promise<void> {
  const page = await Deno.readTextFile(PAGE);
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`docs/RELIABILITY.md has no ${BEGIN}`);
  const block = [BEGIN, "", markdownOf(summary), "", END].join("\n");
  await Deno.writeTextFile(PAGE, `${before}${block}${after}`);
}

/** The campaign in sentences and a table. */
export function markdownOf(
  { by_kind: kinds, lost: _, failures: __, seeds: [first, last], ...sums }: Summary,
): string {
  const headings = ["what goes wrong", "times", "runs", "runs with a loss"];
  const rows = kinds.map(({ kind, faults, runs, losses }) => [
    WORDS[kind],
    ...[faults, runs, losses].map(String),
  ]);
  const totals = Object.entries(sums).map(([name, value]) => [
    name.replaceAll("_", " "),
    String(value),
  ]);
  return [
    `\`deno task faults --runs ${sums.runs} --seed ${first}\`, seeds ${first} to ${last}:`,
    "",
    table(["all runs", ""], totals),
    "",
    table(headings, rows),
  ].join("\n");
}

function table(headings: string[], rows: string[][]): string {
  const widths = headings.map((_, at) =>
    Math.max(3, ...[headings, ...rows].map((row) => row[at]!.length))
  );
  const line = (cells: string[]) =>
    `| ${
      cells.map((cell, at) => at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))
        .join(" | ")
    } |`;
  const rule = widths.map((width, at) =>
    at === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`
  );
  return [line(headings), `| ${rule.join(" | ")} |`, ...rows.map(line)].join("\n");
}
