/**
 * Checks the scores that authors claimed while their models were sealed: what a model scores on the
 * public part of the test set, computed again with the engine that is the same on every machine.
 * PROTOCOL.md, section 4: a false claim makes the model INVALID.
 *
 * @module
 */
import type { Hex } from "viem";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Model } from "../../protocol/state/model.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { claimSpecOf } from "../../protocol/spec/claim_spec.ts";
import { claimedScore, isAsClaimed } from "../../protocol/score/score_claim.ts";
import { invalid, type Judgement } from "../../protocol/score/judgement.ts";
import { isScore } from "../../protocol/score/score.ts";
import { showScore } from "../../protocol/format/show_score.ts";
import { inLanes } from "../base/in_lanes.ts";
import type { Evaluator, LoadedCompetition } from "../evaluation/host/evaluator.ts";
import { failed, judgeModel } from "../evaluation/host/judge_model.ts";
import type { Judges } from "../evaluation/host/judges.ts";
import type { VerdictKey } from "../journal/kept_verdicts.ts";
import type { Judging } from "./context.ts";
import { fetchPublicPart } from "./fetch_test_set.ts";
import { judgeOnce } from "./judge_once.ts";

/** The evaluator that runs `wasm`: of its own, the one that cross-checks, or the only one. */
export function claimEvaluator({ evaluator, cross, claims }: Judges): Evaluator {
  return claims ?? cross ?? evaluator;
}

/** A model with a claim. */
export type Claimed = Model & { claim: Hex };

/** The models whose authors claimed a score. */
export function claimedOf(models: readonly Model[]): Claimed[] {
  return models.filter((model): model is Claimed => model.claim !== undefined);
}

/**
 * Checks claims, all on the public part before any model meets the test set: a child holds one data
 * set at a time.
 *
 * @param keyOf What a verdict on a model's public part depends on
 * @param read As `judgeModel` reads a package
 * @param mayStart Called before each model
 * @returns By model, INVALID for a false claim, ABSTAIN for one that could not be checked, undefined
 * for one that holds; models that were not begun are missing
 * @throws Whatever the signal was aborted with, and nothing else
 */
export async function checkClaims(
  context: Judging,
  { tolerance }: Pick<Competition, "tolerance">,
  spec: CompetitionSpec,
  models: readonly Claimed[],
  { keyOf, read, mayStart }: {
    keyOf(model: Model): VerdictKey;
    read(model: Model): Promise<Uint8Array>;
    mayStart(): boolean;
  },
): Promise<Map<number, Judgement | undefined>> {
  const { signal, onProgress, journal } = context;
  const evaluator = claimEvaluator(context.judges);
  const found = new Map<number, Judgement | undefined>();
  let loading: Promise<LoadedCompetition> | undefined;
  const load = async () => {
    const publicPart = await fetchPublicPart(context, spec);
    if (publicPart === undefined) throw new Error("Claims without a public part");
    return await evaluator.load(publicPart);
  };

  // Whoever reads a claim on the chain can rely on it, whatever the spec says.
  if (!spec.claims) return new Map(models.map((model) => [model.id, withoutPublicPart(model)]));

  async function judge(model: Model): Promise<Judgement> {
    signal?.throwIfAborted();
    let own: LoadedCompetition;
    try {
      own = await (loading ??= load());
    } catch (error) {
      signal?.throwIfAborted();
      return failed(error, "wasm");
    }
    return await judgeModel({ spec: claimSpecOf(spec), own }, {
      digest: model.digest,
      tolerance,
      signal,
      onProgress: onProgress && ((done, rows) => onProgress(model.id, done, rows)),
      read: () => read(model),
    });
  }

  await inLanes([...models], 2 * evaluator.width, async (model) => {
    if (!mayStart()) return;
    const key = { ...keyOf(model), onPublicPart: true };
    const judgement = await judgeOnce(journal.verdicts, key, () => judge(model));
    found.set(model.id, verdictOn(model, judgement));
  });
  return found;
}

/** What a claim makes of a model; undefined if it holds. */
function verdictOn({ claim }: Claimed, judgement: Judgement): Judgement | undefined {
  if (!isScore(judgement.score)) return judgement;
  if (isAsClaimed(claim, judgement)) return undefined;
  const [claimed, recomputed] = [claimedScore(claim), judgement.score];
  const found = claimed === recomputed
    ? `claimed ${showScore(claimed)} for predictions that it does not make`
    : `claimed ${showScore(claimed)}, recomputed ${showScore(recomputed)}`;
  return invalid("claim", found);
}

function withoutPublicPart({ claim }: Claimed): Judgement {
  const claimed = showScore(claimedScore(claim));
  return invalid("claim", `claimed ${claimed}, and no public part to score it on`);
}
