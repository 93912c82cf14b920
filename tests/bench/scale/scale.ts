/**
 * How costs grow: the contract's gas, a miner's requests, the page's first rows and `deml verify`, as
 * models, miners and competitions grow. `deno task bench:scale [--json] [--only NAME] [--most N]`.
 *
 * Exits with 1 when something grows faster than it may: an exponent above 1.1, or above 0.05 where
 * a transaction's gas must be flat.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl } from "@std/path/from-file-url";
import { renderTable } from "../../../miner/cli/render_table.ts";
import { drawPanels } from "./chart.ts";
import { panelsOf, PARTS } from "./parts.ts";
import { type Against, type Fitted, fitted, rounded } from "./series.ts";

const PICTURES = fromFileUrl(new URL("../../../docs/pictures/scale/", import.meta.url));
/** The largest size. */
const FULL = 1_000;
const SIZES: Record<Against, number[]> = {
  models: [1, 10, 100, FULL],
  miners: [10, 100, FULL],
  competitions: [1, 10, 100, FULL],
};

const { json, only, most } = parseArgs(Deno.args, { boolean: ["json"], string: ["only", "most"] });
const limit = Number(most ?? FULL);
const names = only === undefined ? Object.keys(PARTS) : [String(only)];
const unknown = names.find((name) => !(name in PARTS));
if (unknown !== undefined || !(limit >= 100)) {
  console.error(`--only takes ${Object.keys(PARTS).join(", ")}; --most takes 100 or more`);
  Deno.exit(2);
}

const found: Record<string, Fitted[]> = {};
const seconds: Record<string, number> = {};
for (const name of names) {
  const { title, measure } = PARTS[name]!;
  const started = performance.now();
  const sizes = (against: Against) => SIZES[against].filter((size) => size <= limit);
  const series = await measure(sizes, (line) => console.error(`${name}: ${line}`));
  found[name] = series.map(fitted);
  seconds[name] = Math.round((performance.now() - started) / 1_000);
  // A picture of half of the sizes would replace the one in the documents.
  if (limit < FULL) continue;
  await Deno.mkdir(PICTURES, { recursive: true });
  const svg = drawPanels(title, panelsOf(found[name]));
  await Deno.writeTextFile(`${PICTURES}${name}.svg`, svg);
}

const exceeding = Object.values(found).flat().filter(({ exceeds }) => exceeds);
if (json) console.log(JSON.stringify({ parts: found, seconds, exceeding: exceeding.length }));
else {
  for (const [name, series] of Object.entries(found)) {
    console.log(`\n${PARTS[name]!.title} (${seconds[name]} s)\n`);
    console.log(renderTable(
      [
        { heading: "quantity" },
        { heading: "unit" },
        { heading: "against" },
        { heading: "may be" },
        { heading: "exponent", right: true },
        { heading: "last step", right: true },
        { heading: "first → last" },
      ],
      series.map(rowOf),
    ));
  }
  for (const { name, unit, against } of exceeding) {
    console.error(`${name} (${unit}) grows too fast with ${against}`);
  }
}
Deno.exit(exceeding.length > 0 ? 1 : 0);

function rowOf({ name, unit, against, limit, exponent, tail, points, exceeds }: Fitted): string[] {
  const [[, first], [, last]] = [points[0]!, points.at(-1)!];
  const number = (value: number) => Math.round(value).toLocaleString("en");
  return [
    name,
    unit,
    against,
    exceeds ? `${limit}, exceeds` : limit,
    rounded(exponent, 3),
    rounded(tail, 3),
    `${number(first)} → ${number(last)}`,
  ];
}
