/**
 * How long each metric takes over the answers of a model, beside scikit-learn on the same answers,
 * in this run. docs/BENCHMARKS.md says what the figures promise.
 *
 * `--json` prints one flat object of milliseconds. scikit-learn is installed into build/python; if
 * it cannot be, it is skipped, and the reason goes to stderr.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl } from "@std/path/from-file-url";
import { loadCore } from "../../core-wasm/mod.ts";
import { renderTable } from "../../miner/cli/render_table.ts";
import { measureOf } from "../../miner/evaluation/guest/measures/measures.ts";
import { METRIC_NAMES, type MetricName, metricNamed } from "../../protocol/score/metrics.ts";
import { pythonWith } from "../export/environment.ts";
import { median } from "./eval_stats.ts";

const CLASSES = 10;
/** A test set like MNIST's, and a large one; the second with fewer samples. */
const SIZES = [[10_000, 21], [1_000_000, 5]] as const;
/** Values of output that the evaluator reads together. */
const CHUNK = 16_384;
const PEER = fromFileUrl(new URL("./metrics_peer.py", import.meta.url));

const { json } = parseArgs(Deno.args, { boolean: ["json"] });
const core = loadCore();
const figures: Record<string, number> = {};
const table: string[][] = METRIC_NAMES.map((name) => [name]);
const python = await pythonWith("metrics").catch((error) => {
  console.error(`Without scikit-learn: ${error.message}`);
  return undefined;
});

const folder = await Deno.makeTempDir({ prefix: "deml-bench-metrics-" });
try {
  for (const [rows, repeats] of SIZES) {
    const { labels, outputs } = made(rows);
    const predictions = core.argmax(outputs, CLASSES);
    await Deno.writeFile(`${folder}/labels`, new Uint8Array(labels.buffer));
    await Deno.writeFile(`${folder}/outputs`, new Uint8Array(outputs.buffer));
    const peer = python === undefined ? undefined : await scikitLearn(python, repeats);
    METRIC_NAMES.forEach((metric, at) => {
      const times = Array.from({ length: repeats }, () => {
        const started = performance.now();
        judge(metric, labels, outputs, predictions);
        return performance.now() - started;
      });
      const own = figures[`${metric}_${rows}`] = median(times);
      table[at]?.push(own.toFixed(2), peer?.[metric]?.toFixed(2) ?? "-");
    });
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
const headings = ["ms", ...SIZES.flatMap(([rows]) => [`${rows} × ${CLASSES}`, "scikit-learn"])];
console.log(
  json ? JSON.stringify(figures, undefined, 2) : renderTable(
    headings.map((heading, at) => ({ heading, right: at > 0 })),
    table,
  ),
);

/** Probabilities that are right three times in four or so, always the same. */
function made(rows: number) {
  let state = 19;
  const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const labels = Int32Array.from({ length: rows }, () => Math.floor(CLASSES * random()));
  const outputs = new Float32Array(rows * CLASSES);
  labels.forEach((label, row) => {
    const weights = Float64Array.from({ length: CLASSES }, () => Math.exp(4 * random()));
    weights[label] = (weights[label] ?? 0) * Math.exp(2);
    const sum = weights.reduce((total, weight) => total + weight);
    outputs.set(weights.map((weight) => weight / sum), row * CLASSES);
  });
  return { labels, outputs };
}

/** As the evaluator does it: outputs lie in the core, some at a time. */
function judge(
  metric: MetricName,
  labels: Int32Array,
  outputs: Float32Array,
  predictions: Int32Array,
): number {
  const measure = measureOf({ metric, k: 3, labels, classes: CLASSES });
  const each = CHUNK - CHUNK % CLASSES;
  if (metricNamed(metric).reads === "outputs") {
    for (let at = 0; at < outputs.length; at += each) {
      const some = outputs.subarray(at, at + each);
      core.scope((views) => measure.take?.(views.put(some), CLASSES, views));
    }
  }
  return measure.score(predictions, core.countEqual(predictions, labels));
}

/** Milliseconds by metric. */
async function scikitLearn(python: string, repeats: number): Promise<Record<string, number>> {
  const args = [PEER, folder, String(CLASSES), String(repeats)];
  const { code, stdout, stderr } = await new Deno.Command(python, { args }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
