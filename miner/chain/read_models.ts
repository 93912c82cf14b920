/**
 * The models of a competition.
 *
 * @module
 */
import { zeroHash } from "viem";
import { zip } from "../../protocol/zip.ts";
import { DemlError } from "../../protocol/errors.ts";
import type { ChainFailure } from "./failures.ts";
import { call } from "./call.ts";
import type { Connection } from "./client.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import { MODEL_STATUSES } from "../../protocol/generated/enums.ts";
import type { Model } from "../../protocol/state/model.ts";

/** One call returns this many. */
const PAGE = 200;
/** Pages that are requested together. */
const TOGETHER = 20;
/** Places that the contract can count: uint24. */
const MOST_PLACES = 2 ** 24;

/** Reads every place, in order. */
export async function readModels(
  connection: Connection,
  id: bigint,
  count: number,
): Promise<Model[]> {
  if (count > MOST_PLACES) throw notTheContracts();
  const found: Model[] = [];
  while (found.length < count) {
    const first = found.length;
    const pages = Array.from({ length: TOGETHER }, (_, page) => first + page * PAGE)
      .filter((from) => from < count);
    const read = await Promise.all(pages.map((from) => readPage(connection, id, from)));
    for (const page of read) for (const model of page) found.push(model);
    if (found.length !== Math.min(count, first + TOGETHER * PAGE)) throw notTheContracts();
  }
  return found;
}

const once = new WeakMap<object, Promise<Model[]>>();

/** Reads every place as it was when a competition was read: once per reading. */
export function readModelsWith(
  connection: Connection,
  competition: Pick<Competition, "id" | "models">,
): Promise<Model[]> {
  const known = once.get(competition) ??
    readModels(connection, competition.id, competition.models);
  once.set(competition, known);
  known.catch(() => once.delete(competition));
  return known;
}

/** Models by their places. */
export function modelsAt(models: readonly Model[], places: readonly number[]): Model[] {
  return places.map((place) => {
    const model = models[place];
    if (model === undefined) throw notTheContracts();
    return model;
  });
}

/** A node that invents them could invent any number. */
function notTheContracts(): DemlError {
  return new DemlError<ChainFailure>({ kind: "chain/inconsistent-models" });
}

async function readPage(connection: Connection, id: bigint, from: number): Promise<Model[]> {
  const range = [BigInt(from), BigInt(PAGE)] as const;
  const [models, digests, commitments] = await call(connection, "modelsOf", [id, ...range]);
  return zip(models, digests, commitments).map(([model, digest, keyCommitment], index): Model => {
    const status = MODEL_STATUSES[model.status] ?? "none";
    return {
      id: from + index,
      author: model.author,
      digest,
      keyCommitment,
      size: model.size,
      published: model.published,
      tries: model.tries,
      status,
      score: status === "scored" ? model.score : undefined,
      claim: model.claim === zeroHash ? undefined : model.claim,
    };
  });
}
