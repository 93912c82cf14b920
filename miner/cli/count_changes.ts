/**
 * How many samples get another label from a model whose weights were rounded.
 *
 * @module
 */
import { readFile } from "../base/read_file.ts";
import { openEvaluator } from "../evaluation/host/evaluator.ts";
import type { ScoredVerdict, Verdict } from "../evaluation/host/verdict_of.ts";
import { told } from "../../protocol/errors.ts";
import type { Invocation } from "./command.ts";
import { tellAdvice } from "./failures/advice.ts";
import { namedSpec } from "./evaluate/data_options.ts";
import { describe, localSpec } from "./evaluate/local_spec.ts";

/** The effect of rounding. */
export interface Change {
  /** Scores, in thousandths of a percent */
  before: number;
  after: number;
  /** Samples that get another label */
  changed: number;
  rows: number;
}

/** Runs a model and its package with rounded weights on the samples that the flags name. */
export async function countChanges(
  invocation: Invocation,
  onnx: Uint8Array,
  packed: Uint8Array,
): Promise<Change> {
  const data = await readFile(invocation.required("data"));
  const labelsPath = invocation.text("labels");
  const labels = labelsPath === undefined ? undefined : await readFile(labelsPath);
  const spec = await namedSpec(invocation) ?? localSpec(invocation, describe(invocation, data));
  const evaluator = openEvaluator({ signal: invocation.signal, width: 1 });
  try {
    invocation.terminal.progress("Running the model before and after");
    const loaded = await evaluator.load({ spec, part: "test", data, labels });
    const before = scored(await loaded.evaluate(onnx, { form: "onnx" }), "The model");
    const after = scored(await loaded.evaluate(packed), "The rounded model");
    return {
      before: before.score,
      after: after.score,
      changed: before.predictions.filter((label, row) => label !== after.predictions[row]).length,
      rows: before.rows,
    };
  } finally {
    invocation.terminal.clear();
    await evaluator.close();
  }
}

function scored(verdict: Verdict, what: string): ScoredVerdict {
  if (verdict.kind === "scored") return verdict;
  throw told("model", `${what} is INVALID: ${verdict.found}`, tellAdvice(verdict.advice), {
    details: { rule: verdict.rule },
  });
}
