/**
 * The keys of opened models: an event contains a key, the contract's state shows whether it is
 * right.
 *
 * @module
 */
import { eventOf } from "../../protocol/abi.ts";
import { type Hex } from "viem";
import { modelKeyCommitment } from "../../protocol/round/key_commitment.ts";
import { readEvents } from "./read_events.ts";
import type { Connection } from "./client.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Model } from "../../protocol/state/model.ts";

const MODEL_KEY = eventOf("ModelKey");

/**
 * Reads the keys that open the models of a sealed competition.
 *
 * A key counts if the model's commitment binds it, whatever a node says: a node that withholds or
 * invents keys only makes this miner abstain.
 *
 * @param models Those whose keys are needed, at most a round of them
 * @returns Keys of 32 bytes by the model's number, without those that were not found; none in an open
 * competition
 */
export async function readModelKeys(
  connection: Connection,
  competition: Pick<Competition, "id" | "sealed" | "submissionEnd" | "openingEnd">,
  models: Pick<Model, "id" | "author" | "keyCommitment">[],
): Promise<Map<number, Hex>> {
  if (!competition.sealed || models.length === 0) return new Map();
  const logs = await readEvents(
    connection,
    MODEL_KEY,
    { id: competition.id, model: models.map(({ id }) => BigInt(id)) },
    competition.submissionEnd,
    competition.openingEnd,
  );
  return new Map(logs.flatMap(({ args: { model: id, key } }): [number, Hex][] => {
    const model = models.find((model) => BigInt(model.id) === id);
    if (model === undefined) return [];
    return modelKeyCommitment(model.author, key) === model.keyCommitment ? [[model.id, key]] : [];
  }));
}
