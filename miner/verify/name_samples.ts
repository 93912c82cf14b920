/**
 * Differences that one changed label explains get the sample's number.
 *
 * @module
 */
import type { Hex } from "viem";
import { DemlError } from "../../protocol/errors.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Model } from "../../protocol/state/model.ts";
import type { Judging } from "../duties/context.ts";
import { labelSamples } from "../duties/label_samples.ts";
import type { Books } from "./books.ts";
import type { Difference } from "./difference.ts";
import { findSample } from "./find_sample.ts";

/** Roots that are tried: each takes seconds, and liars share theirs. */
const MOST_ROOTS = 4;

/**
 * Looks for the sample behind wrong scores and evidence of rows of one model, whose evidence is that
 * model's root. Only for a spec that demands `native`, which binds labels: nobody can try all outputs.
 */
export async function nameSamples(
  context: Judging,
  competition: Competition,
  books: Books,
  differences: Difference[],
): Promise<Difference[]> {
  const found = new Map<string, number | undefined>();
  const named: Difference[] = [];
  for (const difference of differences) {
    const { model, root } = lieOf(books, difference) ?? {};
    if (model === undefined || root === undefined) {
      named.push(difference);
      continue;
    }
    const key = `${model.id}/${root}`;
    if (!found.has(key) && found.size < MOST_ROOTS) {
      found.set(key, await sampleBehind(context, competition, model, root));
    }
    named.push({ ...difference, sample: found.get(key) });
  }
  return named;
}

/** The root that a difference is about, if it is one model's. */
function lieOf(
  { rounds, models }: Books,
  { kind, round: index, model: id, account, accounts }: Difference,
): { model: Model; root: Hex } | undefined {
  if (kind !== "score" && kind !== "evidence") return undefined;
  const [round, model] = [rounds[index ?? -1], models.get(id ?? -1)];
  if (round?.models.length !== 1 || model === undefined) return undefined;
  const miner = account ?? accounts?.[0];
  const row = [...round.rows.values()].find((each) => each.miner === miner);
  return row && { model, root: row.evidence };
}

async function sampleBehind(
  context: Judging,
  competition: Competition,
  model: Model,
  root: Hex,
): Promise<number | undefined> {
  try {
    const labelled = await labelSamples(context, competition, model);
    if (labelled === undefined) return undefined;
    const wanted = { digest: model.digest, ...labelled };
    return (await findSample(wanted, root, context.signal))?.sample;
  } catch (error) {
    context.signal?.throwIfAborted();
    // The difference stands; a sample only explains it.
    if (error instanceof DemlError || error instanceof InvalidModel) return undefined;
    throw error;
  }
}
