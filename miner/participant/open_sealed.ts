/**
 * Publishing the key of a sealed model or test set.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import { DemlError } from "../../protocol/errors.ts";
import { call } from "../chain/call.ts";
import type { Connection } from "../chain/client.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import { readModels } from "../chain/read_models.ts";
import type { Model } from "../../protocol/state/model.ts";
import type { Write } from "../transactions/sender.ts";
import type { ParticipantFailure } from "./failures.ts";

/** The model as which these sealed bytes were submitted. */
export async function findSealedModel(
  connection: Connection,
  competition: Competition,
  digest: Hex,
  author: Address,
): Promise<Model> {
  const models = await readModels(connection, competition.id, competition.models);
  const found = models.find((model) =>
    model.digest === digest && model.author.toLowerCase() === author.toLowerCase()
  );
  if (found !== undefined) return found;
  throw new DemlError<ParticipantFailure>({
    kind: "chain/no-such-model",
    competition: competition.id,
    digest,
    author,
  });
}

/**
 * The call that publishes a model's key; undefined if it is already open. A rejected key is public
 * all the same, so nothing is sent before the contract would accept it.
 */
export function openModelCall(
  competition: bigint,
  model: Model,
  key: Hex,
): Write<"openModel"> | undefined {
  if (model.status === "incomplete") {
    const { id, published, size } = model;
    throw new DemlError<ParticipantFailure>({
      kind: "chain/model-incomplete",
      model: id,
      published,
      size,
    });
  }
  if (model.status !== "sealed") return undefined;
  return {
    functionName: "openModel",
    args: [competition, BigInt(model.id), key],
    purpose: `open model ${model.id} of competition ${competition}`,
  };
}

/** The call that publishes a test set's key; undefined if it is already open. */
export async function openTestSetCall(
  connection: Connection,
  competition: bigint,
  key: Hex,
): Promise<Write<"openTestSet"> | undefined> {
  const { testKey } = await call(connection, "standingOf", [competition]);
  if (testKey === key) return undefined;
  return {
    functionName: "openTestSet",
    args: [competition, key],
    purpose: `open the test set of competition ${competition}`,
  };
}
