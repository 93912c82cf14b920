/**
 * How fast models are evaluated, compared with the bare engine and with Python, all in this run.
 *
 * `--json` prints one flat object. A `warm_…_vs_bare` is our time divided by that of the engine's
 * own calls: 1 is the optimum. An `evidence_…_vs_bare` is what hashing the answers adds, divided by
 * the same. A `…_vs_floor` is our time from process start to score, divided by that of a script
 * without any check, and `binary_start_vs_empty` the start of the single binary divided by that of
 * an empty compiled program: less is better. A `…_vs_deml` is the peer's time divided by ours: more
 * is better; if the peer cannot be installed, it is skipped, and the reason goes to stderr.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { renderTable } from "../../miner/cli/render_table.ts";
import { ENGINES } from "../../miner/evaluation/engine/engine.ts";
import { type ChildFigures, measureChild } from "./eval_child.ts";
import { data, type ModelName, MODELS } from "./eval_models.ts";
import { type ColdFigures, measureCold } from "./eval_peers.ts";
import { measureStart, type StartFigures } from "./eval_start.ts";
import { median, medianRatio, rounded } from "./eval_stats.ts";
import { measureWarm, type Warm } from "./eval_warm.ts";

/** Samples of work that takes milliseconds, tenths of a second, a second, and a process each. */
const REPEATS: Record<ModelName, number> = { mlp: 101, lenet: 11, cnn1m: 5 };
const WASM_SHARE = 3;
const COLD_REPEATS = 7;
const START_REPEATS = 31;

const options = parseArgs(Deno.args, { boolean: ["json", "quick"] });
const share = options.quick ? 5 : 1;
const times = (repeats: number) => Math.max(3, Math.ceil(repeats / share));

const warm: [ModelName, string, Warm][] = [];
for (const engine of ENGINES) {
  for (const name of MODELS) {
    const repeats = times(REPEATS[name] / (engine === "wasm" ? WASM_SHARE : 1));
    warm.push([name, engine, await measureWarm(name, engine, repeats)]);
  }
}
const children: [ModelName, ChildFigures][] = [];
for (const name of MODELS) children.push([name, await measureChild(name, times(REPEATS[name]))]);
const cold = await measureCold(times(COLD_REPEATS), await data());
const start = await measureStart(times(START_REPEATS), await data());
if (start === undefined) console.error("Without the single binary: run `deno task compile` before");

for (const [peer, reason] of Object.entries(cold.leftOut)) {
  console.error(`Without ${peer}: ${reason}`);
}
console.log(options.json ? JSON.stringify(figures(), undefined, 2) : tables());

function figures(): Record<string, number> {
  const { floor = [], deml = [], "deml binary": binary, tensorflow, python } = cold.times;
  const found: Record<string, number> = {};
  for (const [name, engine, { ratio, evidence, theirs }] of warm) {
    if (engine !== "native") continue;
    found[`warm_${name}_vs_bare`] = rounded(ratio);
    found[`evidence_${name}_vs_bare`] = rounded(evidence / theirs);
  }
  found.sources_vs_floor = rounded(medianRatio(deml, floor));
  if (binary) found.binary_vs_floor = rounded(medianRatio(binary, floor));
  if (start) {
    found.binary_start_vs_empty = rounded(medianRatio(start.binary, start.empty));
    found.binary_parent_peak_mib = Math.round(start.peak / 2 ** 20);
  }
  if (tensorflow) found.tensorflow_vs_deml = rounded(medianRatio(tensorflow, deml));
  if (python) found.python_ort_vs_deml = rounded(medianRatio(python, deml));
  return found;
}

function tables(): string {
  const tables = [warmTable(warm), childTable(children), coldTable(cold)];
  return [...tables, ...(start ? [startTable(start)] : [])].join("\n\n");
}

function warmTable(rows: [ModelName, string, Warm][]): string {
  return renderTable(
    [
      { heading: "10,000 rows, loaded model" },
      { heading: "engine" },
      ...["batch", "bare run, ms", "ours, ms", "ours / bare", "evidence, ms"].map((heading) => ({
        heading,
        right: true,
      })),
    ],
    rows.map(([name, engine, { batch, theirs, ours, ratio, evidence }]) => [
      name,
      engine,
      String(batch),
      theirs.toFixed(1),
      ours.toFixed(1),
      ratio.toFixed(3),
      evidence.toFixed(1),
    ]),
  );
}

function childTable(rows: [ModelName, ChildFigures][]): string {
  const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
  return renderTable(
    [
      { heading: "child process, native" },
      ...[
        "package to verdict, ms",
        "peak, MiB",
        "bare session, MiB",
        "data set, MiB",
        "above both, MiB",
      ]
        .map((heading) => ({ heading, right: true })),
    ],
    rows.map(([name, { verdict, peak, bare, tensors }]) => [
      name,
      verdict.toFixed(1),
      megabytes(peak),
      megabytes(bare),
      megabytes(tensors),
      megabytes(peak - bare - tensors),
    ]),
  );
}

function coldTable({ times }: ColdFigures): string {
  const { floor = [], deml = [] } = times;
  return renderTable(
    [
      { heading: "lenet, 10,000 rows of CSV, process start to score" },
      { heading: "s", right: true },
      { heading: "÷ floor", right: true },
      { heading: "÷ deml", right: true },
    ],
    Object.entries(times).map(([name, theirs]) => [
      name,
      median(theirs).toFixed(3),
      medianRatio(theirs, floor).toFixed(2),
      medianRatio(theirs, deml).toFixed(2),
    ]),
  );
}

function startTable({ binary, empty, peak }: StartFigures): string {
  const milliseconds = (times: number[]) => (1_000 * median(times)).toFixed(1);
  return renderTable(
    [{ heading: "the single binary" }, { heading: "", right: true }],
    [
      ["--version, ms", milliseconds(binary)],
      ["an empty compiled program, ms", milliseconds(empty)],
      ["÷ empty", medianRatio(binary, empty).toFixed(2)],
      ["peak of the parent of an evaluation, MiB", (peak / 2 ** 20).toFixed(0)],
    ],
  );
}
