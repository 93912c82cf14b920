/**
 * A model's package: from the chain's events; where the terms allow that models are on IPFS alone, from
 * there by its digest.
 *
 * @module
 */
import { eventOf } from "../../protocol/abi.ts";
import { type Hex, hexToBytes } from "viem";
import { DemlError } from "../../protocol/errors.ts";
import { cidOfDigest, sha256 } from "../ipfs/cid.ts";
import { type FetchOptions, fetchVerified } from "../ipfs/fetch.ts";
import type { ChainFailure } from "./failures.ts";
import { readEvents } from "./read_events.ts";
import type { Connection } from "./client.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Model } from "../../protocol/state/model.ts";

const MODEL_PART = eventOf("ModelPart");

/**
 * Reads what a model was submitted as: its package, or its envelope in a sealed competition.
 *
 * The contract knows how many bytes are on chain, and those are what everybody judges: where a node has
 * not the events, nothing stands in for them, as an author could publish other bytes on IPFS.
 *
 * @returns undefined when the chain has all its bytes and they are not those of the digest: then the
 * model is INVALID, and every miner sees it
 * @throws DemlError `chain` when the node lacks bytes that are on chain, `ipfs` when they are not there
 * and no gateway has them
 */
export async function readPackage(
  connection: Connection,
  competition: Competition,
  model: Pick<Model, "id" | "size" | "published" | "digest">,
  sources: Pick<FetchOptions, "gateways" | "store" | "signal">,
): Promise<Uint8Array | undefined> {
  if (model.published < model.size) {
    const cid = cidOfDigest(hexToBytes(model.digest));
    // Its digest is that of all its bytes: it is one block, however large.
    return await fetchVerified(cid, {
      ...sources,
      maxBytes: model.size,
      largestBlock: model.size,
    });
  }
  return await packageOf(model, await readParts(connection, competition, model));
}

/**
 * Makes a package of its parts.
 *
 * @returns As `readPackage`
 * @throws DemlError `chain` when parts are missing
 */
export async function packageOf(
  model: Pick<Model, "id" | "size" | "digest">,
  parts: Part[],
): Promise<Uint8Array | undefined> {
  const bytes = assemble(parts, model.size);
  if (bytes === undefined) throw noParts(model);
  return await hasDigest(bytes, model.digest) ? bytes : undefined;
}

/** Bytes of a package, as one event holds them. */
export interface Part {
  /** In the package */
  offset: number;
  bytes: Uint8Array;
}

type Times = Pick<
  Competition,
  "id" | "registrationEnd" | "submissionEnd" | "openingEnd" | "commitWindow"
>;

/** The parts of a package that are on the chain, in their order. */
export async function readParts(
  connection: Connection,
  competition: Times,
  model: Pick<Model, "id" | "size">,
): Promise<Part[]> {
  return (await readPartsOf(connection, competition, [model])).get(model.id) ?? [];
}

/** The parts of several packages, asked for together: by model, each in its order. */
export async function readPartsOf(
  connection: Connection,
  { id, registrationEnd, submissionEnd, openingEnd, commitWindow }: Times,
  models: readonly Pick<Model, "id" | "size">[],
): Promise<Map<number, Part[]>> {
  const logs = await readEvents(
    connection,
    MODEL_PART,
    { id, model: models.map((model) => BigInt(model.id)) },
    registrationEnd,
    // Parts may follow for a commit window; in a sealed competition, until models are opened.
    Math.max(submissionEnd + commitWindow, openingEnd),
  );
  const found = new Map<number, Part[]>(models.map((model) => [model.id, []]));
  const sizes = new Map(models.map((model) => [model.id, model.size]));
  for (const { args } of logs) {
    const model = Number(args.model);
    const part = { offset: Number(args.offset), bytes: hexToBytes(args.part) };
    // The contract lets no other pass; a node might.
    if (part.offset + part.bytes.length <= (sizes.get(model) ?? -1)) found.get(model)?.push(part);
  }
  return found;
}

/** The package's bytes; undefined when some are missing. Each part begins where the one before ends. */
function assemble(parts: Part[], size: number): Uint8Array | undefined {
  // Whoever submits says the size, but bytes on the chain cost: nothing is made for promised ones.
  let published = 0;
  for (const { offset, bytes } of parts) {
    if (offset !== published) return undefined;
    published += bytes.length;
  }
  if (published !== size) return undefined;
  const whole = new Uint8Array(size);
  for (const { offset, bytes } of parts) whole.set(bytes, offset);
  return whole;
}

function noParts({ id }: Pick<Model, "id">): DemlError {
  return new DemlError<ChainFailure>({ kind: "chain/package-missing", model: id });
}

async function hasDigest(bytes: Uint8Array, digest: Hex): Promise<boolean> {
  const found = await sha256(bytes);
  return hexToBytes(digest).every((byte, index) => byte === found[index]);
}
