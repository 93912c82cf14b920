/**
 * From an admitted model and a data set to predictions.
 *
 * @module
 */
import { reasonOf } from "../../../protocol/errors.ts";
import type { Core } from "../../../core-wasm/mod.ts";
import type { DataSet } from "../../dataset/data_set.ts";
import type { Admitted } from "../../model/admission.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { show } from "../../../protocol/text/visible.ts";
import { batchSize, filledUp } from "./batching.ts";
import {
  type Engine,
  EngineBroken,
  EngineLimit,
  isMachineFailure,
  type Output,
  type Session,
} from "../engine/engine.ts";
import type { EngineName } from "../../../protocol/spec/spec.ts";
import { metricNamed, type MetricSpec } from "../../../protocol/score/metrics.ts";
import { countAnswers, type Counts, countValues } from "./count_answers.ts";
import { measureOf } from "./measures/measures.ts";
import { readOutput } from "./read_output.ts";
import type { Margins } from "../wire/requests.ts";

/** Rows with their labels, which are from 0 to classes − 1. */
export interface LabelledData extends DataSet {
  classes: number;
}

/** The result of running a model. */
export interface Run {
  predictions: Int32Array<ArrayBuffer>;
  /** By the metric, from 0 to 100,000 */
  score: number;
  counts: Counts;
  /** The evidence's root over the samples, 32 bytes, if requested */
  root?: Uint8Array<ArrayBuffer>;
  margins?: Margins;
  /** Rows at a time */
  batch: number;
  /** Milliseconds */
  load: number;
  run: number;
}

/** Further options of a run. */
export interface RunOptions {
  /** Called with the number of finished rows, after each batch */
  onProgress?: (done: number) => void;
  /** Whether to measure the model's confidence */
  margins?: boolean;
  /** What makes the score; accuracy by default */
  judging?: MetricSpec;
  /**
   * What the evidence binds, and which engine's outputs: engines differ in what they can promise
   */
  evidence?: { model: Uint8Array; engine: EngineName };
}

/**
 * Loads a model and runs it over all rows.
 *
 * @throws InvalidModel if the model is the reason, EngineLimit or EngineBroken if the machine is
 */
export async function runModel(
  core: Core,
  engine: Engine,
  model: Admitted,
  data: LabelledData,
  options: RunOptions = {},
): Promise<Run> {
  const started = performance.now();
  const session = await engine.load(model.onnx, { input: model.input, output: model.output })
    .catch((error) => {
      throw blamed(error);
    });
  const loaded = performance.now();
  try {
    const run = await runSession(core, session, model, data, options);
    return { ...run, load: loaded - started, run: performance.now() - loaded };
  } finally {
    await session.release();
  }
}

/** Runs a loaded model over all rows. */
export async function runSession(
  core: Core,
  session: Session,
  model: Admitted,
  data: LabelledData,
  { onProgress, margins: wanted, judging = { metric: "accuracy" }, evidence }: RunOptions = {},
): Promise<Omit<Run, "load" | "run">> {
  const { rows, features, labels, classes } = data;
  const batch = batchSize({
    fixed: model.fixedBatch,
    parameters: model.parameters,
    multiplyAdds: model.multiplyAdds,
    features,
    made: model.made,
  });
  // A value is not more or less sure than another.
  const margins = wanted && judging.target === undefined
    ? { lead: new Float32Array(rows), miss: new Float32Array(rows), labels }
    : undefined;
  const tree = evidence && core.sampleTree(evidence.model);
  const onRows = evidence?.engine === "wasm" ? tree?.add : undefined;
  const measure = measureOf({ ...judging, labels, classes });
  const { take } = measure;
  const { probabilities } = metricNamed(judging.metric);
  const { target } = judging;
  const options = { margins, take, probabilities, target, onRows };
  const reader = readOutput(core, model.outputKind, rows, options);
  const dims = [batch, ...model.sample];
  try {
    for (let row = 0; row < rows; row += batch) {
      const count = Math.min(batch, rows - row);
      const given = filledUp(count, batch, model.fixedBatch);
      const values = batchOf(data, row, count, given);
      let output: Output;
      try {
        const shape = given === batch ? dims : [given, ...model.sample];
        output = await session.run(values, shape);
      } catch (error) {
        throw blamed(error);
      }
      reader.take(output, count, given);
      onProgress?.(row + count);
    }
    const answered = reader.finish();
    const counts = target
      ? countValues(core, answered, labels, model.passedOver)
      : countAnswers(core, answered, labels, classes, model.passedOver);
    // Native code may round differently per processor: only its labels are the same for everybody.
    if (evidence?.engine === "native") tree?.add(answered.predictions.as(Uint8Array), 4);
    const predictions = answered.predictions.copy() as Int32Array<ArrayBuffer>;
    const score = measure.score(predictions, counts.correct);
    return { predictions, score, counts, root: tree?.root(), margins, batch };
  } finally {
    reader.release();
  }
}

/** The values of some rows; the last one is repeated until there are as many as the engine gets. */
function batchOf(
  { features, inputs }: DataSet,
  row: number,
  count: number,
  given: number,
): Float32Array | Uint8Array {
  const values = inputs.subarray(row * features, (row + count) * features);
  if (given === count) return values;
  const filled = new (inputs.constructor as Float32ArrayConstructor)(given * features);
  filled.set(values);
  const last = values.subarray(-features);
  for (let place = count; place < given; place++) filled.set(last, place * features);
  return filled;
}

/** Decides whose fault a failure of the engine is. */
function blamed(error: unknown): Error {
  if (error instanceof EngineBroken) return error;
  const message = show(reasonOf(error), 500);
  if (isMachineFailure(error)) return new EngineLimit(message);
  return new InvalidModel(
    "runtime",
    `the engine refuses it: ${message}`,
    { kind: "try-on-samples" },
  );
}
