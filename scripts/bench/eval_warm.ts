/**
 * 10,000 rows through a loaded model: everything that our evaluator does, compared with only the
 * engine's own `session.run`, on the same tensors, in the same process.
 *
 * @module
 */
import native from "onnxruntime-node";
import * as web from "onnxruntime-web/wasm";
import { loadCore } from "../../core-wasm/mod.ts";
import { type DataSet, readDataSet } from "../../miner/dataset/data_set.ts";
import { openEngine } from "../../miner/evaluation/engine/open_engine.ts";
import type { EngineName } from "../../protocol/spec/spec.ts";
import { runSession } from "../../miner/evaluation/guest/run_model.ts";
import { scoreOf } from "../../protocol/score/score.ts";
import { admit } from "../../miner/model/admission.ts";
import { data as csv, modelBytes, type ModelName, SPEC } from "./eval_models.ts";
import { inTurn, type Pair } from "./eval_stats.ts";
import { labelsIn } from "../../protocol/spec/part.ts";

/** A pair, how many rows went through at once, and what the evidence adds. */
export interface Warm extends Pair {
  batch: number;
  /** Milliseconds of hashing the answers, the median of what runs with it take longer */
  evidence: number;
}

/** What the evidence binds, as the miner gives it. */
const DIGEST = new Uint8Array(32).fill(7);

/** Samples of the evidence: its time does not depend on the model. */
const EVIDENCE_REPEATS = 31;

const core = loadCore();
let read: Promise<DataSet> | undefined;

/** Measures one model with one engine. */
export async function measureWarm(
  name: ModelName,
  engineName: EngineName,
  repeats: number,
): Promise<Warm> {
  const engine = await openEngine(engineName);
  const set =
    await (read ??= csv().then((bytes) => readDataSet(core, SPEC, "test", { data: bytes })));
  const data = { ...set, classes: labelsIn(SPEC, "test") };
  const model = admit(await modelBytes(name), SPEC);
  const session = await engine.load(model.onnx, model);
  const { batch } = await runSession(core, session, model, data);
  const ours = async () => {
    const { counts } = await runSession(core, session, model, data);
    return scoreOf(counts.correct, data.rows);
  };
  const theirs = await bare(engineName, model.onnx, model, data, batch);
  await theirs();
  const pair = await inTurn(repeats, ours, theirs);
  const evidence = { model: DIGEST, engine: engineName };
  const bound = await inTurn(
    Math.min(repeats, EVIDENCE_REPEATS),
    () => runSession(core, session, model, data, { evidence }),
    ours,
  );
  await session.release();
  return { ...pair, batch, evidence: bound.difference };
}

/** The minimal loop: prepared tensors, and one call for each. */
async function bare(
  engine: EngineName,
  onnx: Uint8Array,
  { input, output, sample }: { input: string; output: string; sample: number[] },
  { rows, features, inputs }: DataSet,
  batch: number,
): Promise<() => Promise<void>> {
  const ort = engine === "native" ? native : web as unknown as typeof native;
  const session = await ort.InferenceSession.create(onnx, {
    executionProviders: [engine === "native" ? "cpu" : "wasm"],
    graphOptimizationLevel: "all",
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const feeds = Array.from({ length: Math.ceil(rows / batch) }, (_, index) => {
    const first = index * batch;
    const count = Math.min(batch, rows - first);
    const values = inputs.subarray(first * features, (first + count) * features) as Float32Array;
    return { [input]: new ort.Tensor("float32", values, [count, ...sample]) };
  });
  return async () => {
    for (const feed of feeds) await session.run(feed, [output]);
  };
}
