/**
 * Does an engine work here, in its child process?
 *
 * @module
 */
import type { CompetitionSpec, EngineName } from "../../../protocol/spec/spec.ts";
import { openEvaluator } from "../../evaluation/host/evaluator.ts";
import type { SandboxChoice } from "../../evaluation/host/sandbox.ts";
import { smallestModel } from "../../evaluation/engine/smallest_model.ts";
import type { Finding } from "./finding.ts";
import { UNPUBLISHED } from "../../../protocol/spec/part.ts";

/** Two samples of two values: the larger value is at the label. */
const DATA = "0,7,1\n1,3,9\n";

function spec(engine: EngineName): CompetitionSpec {
  return {
    version: 1,
    name: "doctor",
    description: "",
    metric: "accuracy",
    test: { cid: UNPUBLISHED, format: "csv", rows: 2, classes: 2, labelColumn: 0 },
    input: { shape: [2], type: "float32", layout: "flat", scale: 1, mean: [0], std: [1] },
    limits: { unpackedBytes: 1_000_000, parameters: 1_000, multiplyAdds: 1_000 },
    engine: { name: engine, version: "0.0.0" },
  };
}

/** Starts a child, lets it judge the smallest model, and reports how long that took. */
export async function checkEngine(
  engine: EngineName,
  sandbox: SandboxChoice,
  signal: AbortSignal,
): Promise<Finding> {
  const evaluator = openEvaluator({ engine, sandbox, width: 1, signal });
  const started = performance.now();
  try {
    const data = new TextEncoder().encode(DATA);
    const loaded = await evaluator.load({ spec: spec(engine), part: "test", data });
    const verdict = await loaded.evaluate(smallestModel().onnx, { form: "onnx" });
    const version = evaluator.engineVersion!;
    const milliseconds = Math.round(performance.now() - started);
    if (verdict.kind !== "scored" || verdict.correct !== 2) {
      throw new Error(`onnxruntime ${version} gave a wrong answer`);
    }
    return {
      check: `engine ${engine}`,
      level: "ok",
      found: `onnxruntime ${version}, first score after ${milliseconds} ms`,
      details: { version, milliseconds },
    };
  } finally {
    await evaluator.close();
  }
}
