/**
 * Judging models while they wait, so that a round's commit needs no work: verdicts are kept.
 *
 * @module
 */
import type { Competition } from "../../protocol/state/competition.ts";
import { readModelKeys } from "../chain/read_model_keys.ts";
import { readModelsWith } from "../chain/read_models.ts";
import { readQueue } from "../chain/read_queue.ts";
import type { Judging } from "./context.ts";
import { fetchSpec } from "./fetch_spec.ts";
import { isKept, judgeModels } from "./judge_models.ts";

/**
 * Judges the next waiting models that were not judged yet, while there is time.
 *
 * A model that cannot be judged is not tried again before its round.
 *
 * @param until By `Date.now()`: no model is begun later
 * @returns How many were judged; 0 if there is nothing left to do
 * @throws DemlError `ipfs`, `spec` or `chain`
 */
export async function judgeAhead(
  context: Judging,
  competition: Competition,
  until = Infinity,
): Promise<number> {
  const { id, queued } = competition;
  const { memory, connection } = context;
  if (queued === 0) return 0;
  // While no model joins and no round begins or ends, the queue is the same.
  const queue = [queued, competition.models, competition.rounds, competition.running].join("/");
  if (memory.waiting.get(id) === queue) return 0;
  const nameOf = (model: number) => `${id}/${model}`;
  const [places, all] = await Promise.all([
    readQueue(connection, id),
    readModelsWith(connection, competition),
  ]);
  const models = places.filter((place) => !memory.judged.has(nameOf(place)))
    .flatMap((place) => all[place] ?? []);
  if (models.length === 0) {
    memory.waiting.set(id, queue);
    return 0;
  }
  const spec = await fetchSpec(context, competition.specDigest);
  const keys = await readModelKeys(connection, competition, models);
  const next = models.filter((model) => {
    const kept = isKept(context, competition, spec, model, keys.get(model.id));
    if (kept) memory.judged.add(nameOf(model.id));
    return !kept;
  });
  let judged = 0;
  await judgeModels(context, competition, next, (model, judgement) => {
    judged++;
    memory.judged.add(nameOf(model.id));
    context.onJudged?.(model.id, judgement, id);
  }, () => Date.now() < until);
  if (judged === next.length) memory.waiting.set(id, queue);
  return judged;
}
