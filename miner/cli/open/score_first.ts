/**
 * The score of a sealed model on the opened test set, before anybody else can see the model:
 * senseless labels are noticed before the model is given away.
 *
 * @module
 */
import { hexToBytes } from "viem";
import type { Connection } from "../../chain/client.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Model } from "../../../protocol/state/model.ts";
import { readPackage } from "../../chain/read_package.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { fetchSpec } from "../../duties/fetch_spec.ts";
import { fetchTestSet } from "../../duties/fetch_test_set.ts";
import { told } from "../../../protocol/errors.ts";
import {
  type EvaluatorOptions,
  openEvaluator,
  type Verdict,
} from "../../evaluation/host/evaluator.ts";
import type { FetchOptions } from "../../ipfs/fetch.ts";
import { openModel } from "../../model/envelope.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { KeyFile } from "../../model/key_file.ts";
import { showScore } from "../../../protocol/format/show_score.ts";

/** What is needed to score a sealed model. */
export interface ScoreFirst {
  connection: Connection;
  competition: Competition;
  model: Model;
  file: KeyFile & { seals: "model" };
  sources: Pick<FetchOptions, "gateways" | "store" | "signal">;
  evaluation: EvaluatorOptions;
}

/** Scores the model as miners will. */
export async function scoreFirst(task: ScoreFirst): Promise<{
  verdict: Verdict;
  spec: CompetitionSpec;
}> {
  const { connection, competition, model, file, sources, evaluation } = task;
  const spec = await fetchSpec({ sources }, competition.specDigest);
  const testSet = await fetchTestSet({ sources }, spec, competition.testKey);
  const envelope = await readPackage(connection, competition, model, sources);
  if (envelope === undefined) {
    throw told(
      "package",
      `The bytes of model ${model.id} on chain are not those that were sealed`,
      "It will be INVALID; --unscored opens it anyway",
    );
  }
  let packed: Uint8Array;
  try {
    packed = await openModel(envelope, hexToBytes(file.key));
  } catch (error) {
    if (!(error instanceof InvalidModel)) throw error;
    const { rule, found, advice } = error;
    return { verdict: { kind: "invalid", rule, found, advice }, spec };
  }
  const evaluator = openEvaluator({ ...evaluation, width: 1 });
  try {
    const loaded = await evaluator.load(testSet);
    return { verdict: await loaded.evaluate(packed), spec };
  } finally {
    await evaluator.close();
  }
}

/**
 * Refuses to open a model that scores less than expected.
 *
 * @param least In score units
 */
export function requireExpected(verdict: Verdict, model: number, least: number): void {
  if (verdict.kind === "scored" && verdict.score >= least) return;
  const found = verdict.kind === "scored"
    ? `scores ${showScore(verdict.score)}`
    : `is INVALID by rule ${verdict.rule}`;
  throw told(
    "model",
    `Model ${model} is not opened: on the opened test set it ${found}, not ${
      showScore(least)
    } or more`,
    "Compare the test set with what was promised; --at-least lowers the limit, --unscored drops it",
    { details: { score: verdict.kind === "scored" ? verdict.score : undefined, least } },
  );
}
