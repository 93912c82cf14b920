/**
 * Which rule an INVALID model breaks: nobody writes it on the chain, and everybody can look.
 *
 * @module
 */
import { hexToBytes } from "viem";
import { DemlError } from "../../../protocol/errors.ts";
import type { RuleStep } from "../../../protocol/history/why.ts";
import { showScore } from "../../../protocol/format/show_score.ts";
import { claimedScore } from "../../../protocol/score/score_claim.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Model } from "../../../protocol/state/model.ts";
import type { Connection } from "../../chain/client.ts";
import { readModelKeys } from "../../chain/read_model_keys.ts";
import { readPackage } from "../../chain/read_package.ts";
import { fetchSpec } from "../../duties/fetch_spec.ts";
import type { Fetching } from "../../duties/context.ts";
import { admit } from "../../model/admission.ts";
import { openModel } from "../../model/envelope.ts";
import { unpack } from "../../model/package.ts";
import { tell } from "../failures/tell.ts";

/**
 * Admits a model's package by the competition's spec, as miners do before they run it. Two rules,
 * `output` and `runtime`, may need a run, and so does a claim on a public part: then none is named.
 *
 * @throws Whatever the signal was aborted with; the step says what cannot be fetched
 */
export async function ruleOf(
  connection: Connection,
  competition: Competition,
  model: Model,
  { sources, signal }: Fetching,
): Promise<RuleStep> {
  const claimed = claimedScore(model.claim);
  const step = { step: "rule", model: model.id, claimed: claimed !== undefined } as const;
  try {
    const spec = await fetchSpec({ sources, signal }, competition.specDigest);
    // Miners look no further.
    if (claimed !== undefined && !spec.claims) {
      const found = `${showScore(claimed)} was claimed, and no public part is there to score it on`;
      return { ...step, rule: "claim", found };
    }
    const bytes = await readPackage(connection, competition, model, { ...sources, signal });
    if (bytes === undefined) {
      return { ...step, rule: "package-format", found: "its bytes do not match its digest" };
    }
    const key = (await readModelKeys(connection, competition, [model])).get(model.id);
    const packed = key === undefined ? bytes : await openModel(bytes, hexToBytes(key));
    admit(unpack(packed, spec.limits), spec);
    return step;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof InvalidModel) return { ...step, rule: error.rule, found: error.found };
    if (!(error instanceof DemlError)) throw error;
    return { ...step, unknown: tell(error).message };
  }
}
