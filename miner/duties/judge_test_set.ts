/**
 * Round zero: whether a sealed competition's test set opens, and matches its spec. PROTOCOL.md,
 * section 3.
 *
 * @module
 */
import type { Competition } from "../../protocol/state/competition.ts";
import { DemlError } from "../../protocol/errors.ts";
import { NO_OUTPUTS } from "../../protocol/score/evidence.ts";
import { failed } from "../evaluation/host/judge_model.ts";
import { invalid, type Judgement } from "../../protocol/score/judgement.ts";
import { loadJudges } from "../evaluation/host/judges.ts";
import { PERFECT_SCORE } from "../../protocol/score/score.ts";
import type { Judging } from "./context.ts";
import { fetchSpec } from "./fetch_spec.ts";
import { claimEvaluator } from "./check_claims.ts";
import { fetchPublicPart, fetchPublished, openPublished } from "./fetch_test_set.ts";

/**
 * Judges the test set: 100,000, BAD_DATA if the published bytes themselves are at fault, ABSTAIN if
 * this miner is: its gateway, its memory, its engine.
 *
 * @throws Whatever the signal was aborted with, and nothing else
 */
export async function judgeTestSet(
  context: Judging,
  { specDigest, testKey }: Competition,
): Promise<Judgement> {
  try {
    const spec = await fetchSpec(context, specDigest);
    const published = await fetchPublished(context, spec);
    const publicPart = await fetchPublicPart(context, spec);
    try {
      if (publicPart !== undefined) await claimEvaluator(context.judges).load(publicPart);
      await loadJudges(context.judges, await openPublished(spec, published, testKey));
    } catch (error) {
      // Bytes that match their CID are the same for everybody, and so are their faults.
      if (error instanceof DemlError && error.code === "data") {
        return invalid("test-set", error.message, error.failure);
      }
      throw error;
    }
    return { score: PERFECT_SCORE, root: NO_OUTPUTS };
  } catch (error) {
    context.signal?.throwIfAborted();
    return failed(error);
  }
}
