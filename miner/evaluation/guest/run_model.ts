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
import { batchSize } from "./batching.ts";
import {
  type Engine,
  EngineBroken,
  EngineLimit,
  isMachineFailure,
  type Session,
} from "../engine/engine.ts";
import type { EngineName } from "../../../protocol/spec/spec.ts";
import { type OutputReader, readOutput } from "./read_output.ts";
import type { Margins } from "../wire/requests.ts";

/** The result of running a model. */
export interface Run {
  predictions: Int32Array;
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
  data: DataSet,
  options: RunOptions = {},
): Promise<Run> {
  const started = performance.now();
  const session = await attempt(() =>
    engine.load(model.onnx, { input: model.input, output: model.output })
  );
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
  data: DataSet,
  { onProgress, margins: wanted, evidence }: RunOptions = {},
): Promise<Pick<Run, "predictions" | "root" | "margins" | "batch">> {
  const { rows, features, labels } = data;
  const batch = batchSize({
    fixed: model.fixedBatch,
    parameters: model.parameters,
    multiplyAdds: model.multiplyAdds,
    features,
    made: model.made,
  });
  const margins = wanted
    ? { lead: new Float32Array(rows), miss: new Float32Array(rows), labels }
    : undefined;
  const tree = evidence && core.sampleTree(evidence.model);
  const onRows = evidence?.engine === "wasm" ? tree?.add : undefined;
  const reader = readOutput(core, model.outputKind, rows, { margins, onRows });
  for (let row = 0; row < rows; row += batch) {
    await runBatch(session, model, data, reader, row, batch);
    onProgress?.(Math.min(row + batch, rows));
  }
  const predictions = reader.finish();
  // Native code may round differently per processor: only its labels are the same for everybody.
  if (evidence?.engine === "native") tree?.add(new Uint8Array(predictions.buffer), 4);
  return { predictions, root: tree?.root(), margins, batch };
}

async function runBatch(
  session: Session,
  { fixedBatch, sample }: Admitted,
  { rows: all, features, inputs }: DataSet,
  reader: OutputReader,
  row: number,
  batch: number,
): Promise<void> {
  const rows = Math.min(batch, all - row);
  let values = inputs.subarray(row * features, (row + rows) * features);
  let given = rows;
  if (fixedBatch !== undefined && rows < batch) {
    // The model requires its batch: rows of zeros pad it, and their outputs are dropped.
    const padded = new (inputs.constructor as Float32ArrayConstructor)(batch * features);
    padded.set(values);
    values = padded;
    given = batch;
  }
  const room = given === rows ? reader.room(rows) : undefined;
  const output = await attempt(() => session.run(values, [given, ...sample], room));
  reader.take(output, rows, given);
}

/** Decides whose fault a failure of the engine is. */
async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EngineBroken) throw error;
    const message = show(reasonOf(error), 500);
    if (isMachineFailure(error)) throw new EngineLimit(message);
    throw new InvalidModel(
      "runtime",
      `the engine refuses it: ${message}`,
      { kind: "try-on-samples" },
    );
  }
}
