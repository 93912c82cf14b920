/**
 * What the core's kernels cost compared with their peers, all in this run, on the same bytes.
 * docs/BENCHMARKS.md says what each figure promises.
 *
 * `--json` prints one flat object of ratios, above 1: we are faster. `--rounds N` takes more
 * samples or fewer, `--only TEXT` times only work whose name contains the text, `--scalar` takes
 * the build without SIMD, `--cpu` counts processor time: for machines that are busy.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { loadCore } from "../../core-wasm/mod.ts";
import { renderTable } from "../../miner/cli/render_table.ts";
import { type Figure, figuresOf, ratio, targetOf } from "./core_figures.ts";
import { timeInflate } from "./core_inflate.ts";
import {
  timeArgmax,
  timeBase64,
  timeColdCsv,
  timeCsv,
  timeFractions,
  timeNormalise,
  timeSampleTree,
} from "./core_kernels.ts";
import { countProcessorTime, type Times } from "./core_measure.ts";
import { loadPayloads, type Payloads } from "./core_payloads.ts";
import { loadLibdeflate, loadZipJs } from "./core_peers.ts";

/** Samples of each contender: an odd number has a middle one. */
const ROUNDS = "31";
const IDX_HEADER = 16;

const options = parseArgs(Deno.args, {
  boolean: ["json", "scalar", "cpu"],
  string: ["rounds", "only"],
  default: { rounds: ROUNDS, only: "" },
});
if (options.cpu) countProcessorTime();
const rounds = Number(options.rounds);
const only = String(options.only);
const payloads = await loadPayloads();
const cold = await timeColdCsv(payloads.csv.content);
const core = loadCore({ build: options.scalar ? "scalar" : undefined });

/** Every comparison, by the work's name in its figures. */
const results = new Map<string, Times>();

async function time(work: string, measure: () => Promise<Times>): Promise<void> {
  if (work.includes(only)) results.set(work, await measure());
}

const libdeflate = await loadLibdeflate();
if (typeof libdeflate === "string") console.error(libdeflate);
const peers = {
  zipjs: await loadZipJs(),
  ...(typeof libdeflate === "string" ? {} : { libdeflate }),
};
for (const name of Object.keys(payloads) as (keyof Payloads)[]) {
  await time(`inflate_${name}`, () => timeInflate(core, payloads[name], peers, rounds));
}
await time("base64", () => timeBase64(core, payloads.weights.content, rounds));
await time("csv", () => timeCsv(core, payloads.csv.content, rounds));
const pixels = payloads.idx.content.subarray(IDX_HEADER);
await time("fractions", () => timeFractions(core, pixels, rounds));
await time("normalise", () => timeNormalise(core, pixels, rounds));
await time("argmax_10", () => timeArgmax(core, 10, rounds));
await time("argmax_1000", () => timeArgmax(core, 1000, rounds));
await time("evidence", () => timeSampleTree(core, rounds));

const figures = [...results].flatMap(([work, times]) => figuresOf(work, times));
const judged = figures.filter(({ key }) => targetOf(key) !== undefined);
if (options.json) {
  const entries = judged.map((figure) => [figure.key, Number(ratio(figure).toPrecision(4))]);
  console.log(JSON.stringify(Object.fromEntries(entries), undefined, 2));
} else {
  console.log(table(judged));
  console.log("\nMilliseconds");
  for (const [work, times] of results) console.log(`${work}: ${listed(times)}`);
  console.log(`csv, the first call: ${listed(cold)}`);
}

function table(figures: Figure[]): string {
  return renderTable(
    [
      { heading: "Figure" },
      { heading: "ours, ms", right: true },
      { heading: "peer, ms", right: true },
      { heading: "peer / ours", right: true },
      { heading: "at least", right: true },
      { heading: "" },
    ],
    figures.map((figure) => {
      const target = targetOf(figure.key) ?? NaN;
      return [
        figure.key,
        figure.ours.toPrecision(4),
        figure.theirs.toPrecision(4),
        ratio(figure).toFixed(2),
        target.toFixed(2),
        ratio(figure) < target ? "short" : "",
      ];
    }),
  );
}

function listed(times: Times): string {
  return [...times].map(([name, ms]) => `${name} ${ms.toPrecision(4)}`).join(", ");
}
