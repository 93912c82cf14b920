/**
 * From an admitted model and a data set to predictions.
 *
 * @module
 */
import type { Core } from "../../core-wasm/mod.ts";
import type { DataSet } from "../dataset/data_set.ts";
import type { Admitted } from "../model/admission.ts";
import { InvalidModel } from "../model/verdict.ts";
import { batchSize } from "./batching.ts";
import { type Engine, EngineLimit, isMachineFailure, type Output, type Session } from "./engine.ts";

/** A prediction that is no class: never equal to a label. */
const NO_CLASS = -1;

/** What running a model gave. */
export interface Run {
  predictions: Int32Array;
  /** Rows at a time */
  batch: number;
  /** Milliseconds */
  load: number;
  run: number;
}

/**
 * Runs a model over all rows.
 *
 * @throws InvalidModel when the model is the reason, EngineLimit when the machine is
 */
export async function runModel(
  core: Core,
  engine: Engine,
  model: Admitted,
  data: DataSet,
  onProgress?: (done: number) => void,
): Promise<Run> {
  const started = performance.now();
  const session = await attempt(() =>
    engine.load(model.onnx, { input: model.input, output: model.output })
  );
  const load = performance.now() - started;
  const batch = batchSize({
    fixed: model.fixedBatch,
    parameters: model.parameters,
    multiplyAdds: model.multiplyAdds,
    features: data.features,
  });
  const predictions = new Int32Array(data.rows);
  try {
    for (let row = 0; row < data.rows; row += batch) {
      const rows = Math.min(batch, data.rows - row);
      const labels = await runBatch(core, session, model, data, row, rows, batch);
      predictions.set(labels.subarray(0, rows), row);
      onProgress?.(row + rows);
    }
  } finally {
    await session.release();
  }
  return { predictions, batch, load, run: performance.now() - started - load };
}

async function runBatch(
  core: Core,
  session: Session,
  model: Admitted,
  data: DataSet,
  row: number,
  rows: number,
  batch: number,
): Promise<Int32Array> {
  const { features, inputs } = data;
  let slice = inputs.subarray(row * features, (row + rows) * features);
  let given = rows;
  if (model.fixedBatch !== undefined && rows < batch) {
    // The model insists on its batch: rows of zeros fill it up, and their outputs are dropped.
    const padded = new (inputs.constructor as Float32ArrayConstructor)(batch * features);
    padded.set(slice);
    slice = padded;
    given = batch;
  }
  const output = await attempt(() => session.run(slice, [given, ...model.sample]));
  return labelsOf(core, model, output, given);
}

/** Section 8: from an output to labels. */
function labelsOf(core: Core, model: Admitted, output: Output, rows: number): Int32Array {
  const wrong = (found: string) =>
    new InvalidModel("output", found, "Give one row a sample, without NaN");
  if (output === undefined || output.dims[0] !== rows) {
    throw wrong(`its output has ${output?.dims[0] ?? 0} rows for ${rows} samples`);
  }
  const columns = output.data.length / rows;
  if (model.outputKind === "labels") {
    if (columns !== 1 || !(output.data instanceof BigInt64Array)) {
      throw wrong("its output is no int64 label a row");
    }
    return Int32Array.from(output.data, (label) => {
      const number = Number(label);
      return number >= 0 && number < 0x7fffffff ? number : NO_CLASS;
    });
  }
  if (!(output.data instanceof Float32Array)) throw wrong(`its output is ${output.type}`);
  if (core.hasNaN(output.data)) throw wrong("its output holds NaN");
  if (model.outputKind === "probability") {
    if (columns !== 1) throw wrong(`its output has ${columns} columns`);
    return core.threshold(output.data);
  }
  if (!Number.isInteger(columns) || columns < 2) throw wrong(`its output has ${columns} columns`);
  return core.argmax(output.data, columns);
}

/** Tells whose fault a failure of the engine is. */
async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = (error instanceof Error ? error.message : String(error)).slice(0, 500);
    if (isMachineFailure(error)) throw new EngineLimit(message);
    throw new InvalidModel(
      "runtime",
      `the engine refuses it: ${message}`,
      "Run it with onnxruntime on a few rows of the data before packing it",
    );
  }
}
