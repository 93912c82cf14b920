/**
 * The least that an evaluation needs, as a baseline for memory: a session and batches through it.
 * Prints its peak, in bytes.
 *
 * @module
 */
import ort from "onnxruntime-node";
import { modelBytes, type ModelName } from "./eval_models.ts";

const BATCH = Number(Deno.args[1]);
const ROWS = 10_000;

const session = await ort.InferenceSession.create(await modelBytes(Deno.args[0] as ModelName), {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
});
const input = session.inputNames[0]!;
const tensor = new ort.Tensor("float32", new Float32Array(BATCH * 784), [BATCH, 1, 28, 28]);
for (let row = 0; row < ROWS; row += BATCH) await session.run({ [input]: tensor });
const status = await Deno.readTextFile("/proc/self/status");
console.log(1024 * Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]));
