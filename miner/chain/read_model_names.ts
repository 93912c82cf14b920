/**
 * What the models of a competition are called: events alone say so.
 *
 * @module
 */
import { eventOf } from "../../protocol/abi.ts";
import { modelNameOf } from "../../protocol/text/model_name.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Connection } from "./client.ts";
import { readEvents } from "./read_events.ts";

const MODEL_NAMED = eventOf("ModelNamed");

type Times = Pick<Competition, "id" | "phase" | "registrationEnd" | "submissionEnd">;

/**
 * Reads the models' names.
 *
 * @returns By the model's number, safe to show; those without a name are missing
 * @throws DemlError `chain`
 */
export async function readModelNames(
  connection: Connection,
  { id, phase, registrationEnd, submissionEnd }: Times,
): Promise<Map<number, string>> {
  // No model can be named before.
  if (phase === "registration") return new Map();
  const until = phase === "submission" ? undefined : submissionEnd;
  const logs = await readEvents(connection, MODEL_NAMED, { id }, registrationEnd, until);
  const names = new Map<number, string>();
  for (const { args: { model, name: word } } of logs) {
    const name = modelNameOf(word);
    if (name === undefined) names.delete(Number(model));
    else names.set(Number(model), name);
  }
  return names;
}

/** The names as far as the endpoint gives its events: a table without names is better than none. */
export async function readNamesIfAny(
  connection: Connection,
  competition: Times,
): Promise<Map<number, string>> {
  return await readModelNames(connection, competition).catch(() => new Map());
}
