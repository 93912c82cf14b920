/**
 * The duty to enrol: a stake is deposited once the terms are checked and the test set is fetched.
 *
 * @module
 */
import { termsHashOf } from "../../protocol/terms/terms.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { roundTime } from "../evaluation/limits.ts";
import { ROUND_MODELS } from "../chain/read_queue.ts";
import {
  type Circumstances,
  notAccepted,
  refusedTerms,
} from "../../protocol/terms/refused_terms.ts";
import type { Fetching, MinerContext, Policy, Sending, Waiting } from "./context.ts";
import type { Situation } from "./due.ts";
import { fetchPublicPart, fetchPublished } from "./fetch_test_set.ts";
import { fetchSpec } from "./fetch_spec.ts";
import { meanwhile } from "./meanwhile.ts";
import { type Progress, sendDuty } from "./progress.ts";

/**
 * Enrols, unless the terms are refused.
 *
 * @returns `nothing` if they are
 * @throws DemlError `ipfs` if the spec or the test set cannot be fetched: without them a miner
 * would only abstain; `machine` if this one lacks what a miner needs
 */
export async function enrol(
  context: Sending & Fetching & Waiting & Policy & Pick<MinerContext, "judges">,
  { competition }: Situation,
): Promise<Progress> {
  const { id, organizer, fund, seatStake } = competition;
  const { memory, accepted, sources } = context;
  // Gateways may be slow; a reveal must not wait for them.
  const spec = await meanwhile(context, () => fetchSpec(context, competition.specDigest));
  const refused = notAccepted(
    refusedTerms(competition, circumstances(context, spec)),
    "miners",
    accepted,
  );
  if (refused.length > 0) {
    memory.refused.add(id);
    context.onRefused?.(id, refused);
    return "nothing";
  }
  await meanwhile(context, async () => await context.requireReady?.());
  // The ciphertext of a sealed one is public from the start; it may be gone by the time it must be
  // judged. So may be its public part.
  if (sources.store !== undefined) {
    await meanwhile(context, () => fetchPublished(context, spec));
    await meanwhile(context, () => fetchPublicPart(context, spec));
  }
  return await sendDuty(context, {
    functionName: "enrol",
    args: [id, termsHashOf(organizer, fund, competition)],
    value: seatStake,
    purpose: `enrol in competition ${id}`,
  });
}

function circumstances(
  { engine, judges }: Pick<MinerContext, "engine" | "judges">,
  { engine: wanted, metric, test, validation, claims, limits }: CompetitionSpec,
): Circumstances {
  const { multiplyAdds } = limits;
  const { width } = judges.evaluator;
  // With a claim, a model also runs on the public part.
  const rows = test.rows + (claims ? validation?.rows ?? 0 : 0);
  return {
    spec: { engine: wanted, metric, rows: test.rows, sealed: test.sealed !== undefined },
    engine,
    evaluationSeconds: roundTime({ multiplyAdds, rows, models: ROUND_MODELS, width }),
  };
}
