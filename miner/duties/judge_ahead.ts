/**
 * Judging models while they wait, so that a round's commit needs no work: verdicts are kept.
 *
 * @module
 */
import type { Competition } from "../chain/read_competition.ts";
import { readModelKeys } from "../chain/read_model_keys.ts";
import { readModels } from "../chain/read_models.ts";
import { readQueue } from "../chain/read_queue.ts";
import type { MinerContext } from "./context.ts";
import { fetchSpec } from "./fetch_spec.ts";
import { isKept, judgeModels } from "./judge_models.ts";

/**
 * Judges the next models that wait and were not judged yet, as many as are judged at once.
 *
 * What cannot be judged is not tried again before its round.
 *
 * @returns How many were judged; 0 when nothing is left to do
 * @throws DemlError `ipfs`, `spec` or `chain`
 */
export async function judgeAhead(
  context: MinerContext,
  competition: Competition,
): Promise<number> {
  const { id, queued } = competition;
  const { memory, connection } = context;
  if (queued === 0) return 0;
  const nameOf = (model: number) => `${id}/${model}`;
  const waiting = (await readQueue(connection, id)).filter((place) =>
    !memory.judged.has(nameOf(place))
  );
  if (waiting.length === 0) return 0;
  const all = await readModels(connection, id, competition.models);
  const models = waiting.map((place) => all[place]!);
  const spec = await fetchSpec(context, competition.specDigest);
  const keys = await readModelKeys(connection, competition, models);
  const next = models.filter((model) => {
    const kept = isKept(context, competition, spec, model, keys.get(model.id));
    if (kept) memory.judged.add(nameOf(model.id));
    return !kept;
  }).slice(0, context.judges.evaluator.width);
  await judgeModels(context, competition, next, (model, judgement) => {
    memory.judged.add(nameOf(model.id));
    context.onJudged?.(model.id, judgement, id);
  });
  return next.length;
}
