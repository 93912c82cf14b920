/**
 * What a model says of each sample of the test set: more than a verdict, for whoever looks for the
 * sample that another judged otherwise.
 *
 * @module
 */
import { hexToBytes } from "viem";
import { readModelKeys } from "../chain/read_model_keys.ts";
import { readPackage } from "../chain/read_package.ts";
import { loadJudges } from "../evaluation/host/judges.ts";
import { openModel } from "../model/envelope.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Model } from "../../protocol/state/model.ts";
import type { Judging } from "./context.ts";
import { fetchSpec } from "./fetch_spec.ts";
import { fetchTestSet } from "./fetch_test_set.ts";
import { labelsIn } from "../../protocol/spec/part.ts";

/**
 * Runs a model with the spec's engine.
 *
 * @returns A label per sample, −1 outside the classes; undefined if the model is INVALID
 * @throws DemlError `chain`, `ipfs`, `data` or `evaluator`; InvalidModel for a broken envelope
 */
export async function labelSamples(
  context: Judging,
  competition: Competition,
  model: Model,
): Promise<{ predictions: Int32Array; classes: number } | undefined> {
  const { connection, judges, sources, signal } = context;
  const spec = await fetchSpec(context, competition.specDigest);
  const { own } = await loadJudges(
    judges,
    await fetchTestSet(context, spec, competition.testKey),
  );
  const bytes = await readPackage(connection, competition, model, { ...sources, signal });
  if (bytes === undefined) return undefined;
  const key = (await readModelKeys(connection, competition, [model])).get(model.id);
  const packed = key === undefined ? bytes : await openModel(bytes, hexToBytes(key));
  const verdict = await own.evaluate(packed);
  if (verdict.kind === "invalid") return undefined;
  return { predictions: verdict.predictions, classes: labelsIn(spec, "test") };
}
