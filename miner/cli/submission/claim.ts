/**
 * The claim of a sealed model's score, computed as the miners will check it: on the public part, with
 * the engine that gives everybody the same bits.
 *
 * @module
 */
import type { Hex } from "viem";
import { told } from "../../../protocol/errors.ts";
import { showScore } from "../../../protocol/format/show_score.ts";
import { claimSpecOf } from "../../../protocol/spec/claim_spec.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { claimedScore } from "../../../protocol/score/score_claim.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Model } from "../../../protocol/state/model.ts";
import { openEvaluator } from "../../evaluation/host/evaluator.ts";
import type { Invocation } from "../command.ts";
import type { CompetitionSource } from "../competition_source.ts";
import { evaluatorOptions } from "../evaluator_option.ts";
import { publicData } from "../public_data.ts";

/** What is claimed. */
export interface ComputedClaim {
  score: number;
  root: Hex;
}

/**
 * Refuses a claim that could not hold, before anything is sent.
 *
 * @throws DemlError `usage` unless the competition takes claims
 */
export function requireClaims({ id, sealed }: Competition, { claims }: CompetitionSpec): void {
  if (sealed && claims) return;
  throw told(
    "usage",
    sealed
      ? `Competition ${id} has no public part to claim a score on: any claim would be false`
      : `Competition ${id} is open: miners score its models at once, and no score is claimed`,
    "Leave --claim away",
  );
}

/** Whether this model still may get a claim. */
export function mayClaim({ phase }: Competition, model: Model | undefined): boolean {
  return phase === "submission" && claimedScore(model?.claim) === undefined;
}

/**
 * Computes a claim.
 *
 * @param digest Of the envelope: the evidence binds it
 */
export async function computeClaim(
  invocation: Invocation,
  source: Pick<CompetitionSource, "spec" | "sources">,
  packed: Uint8Array,
  digest: Hex,
): Promise<ComputedClaim> {
  const { terminal } = invocation;
  const spec = claimSpecOf(source.spec);
  const { competition } = await publicData(invocation, { ...source, spec });
  // Whatever engine the model is tried with: a claim has one.
  const options = { ...evaluatorOptions(invocation), engine: undefined };
  const evaluator = openEvaluator({ ...options, strict: true, width: 1 });
  try {
    const loaded = await evaluator.load(competition);
    const verdict = await loaded.evaluate(packed, {
      evidence: digest,
      onProgress: (done, rows) => terminal.progress(`Scoring the claim: ${done} of ${rows} rows`),
    });
    terminal.clear();
    if (verdict.kind === "invalid" || verdict.root === undefined) {
      throw told(
        "model",
        "On the public part, the model has no score to claim",
        "See `deml check`, or leave --claim away",
      );
    }
    const { score, root } = verdict;
    terminal.note(`Claimed: ${showScore(score)} on the public part`);
    return { score, root };
  } finally {
    await evaluator.close();
  }
}
