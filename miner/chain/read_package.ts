/**
 * A model's package: from the chain's events, else from IPFS by its digest.
 *
 * @module
 */
import { type Hex, hexToBytes, parseAbiItem } from "viem";
import { cidOfDigest, sha256 } from "../ipfs/cid.ts";
import { type FetchOptions, fetchVerified } from "../ipfs/fetch.ts";
import { readEvents } from "./read_events.ts";
import type { Connection } from "./client.ts";
import type { Competition } from "./read_competition.ts";
import type { Model } from "./read_models.ts";

const MODEL_PART = parseAbiItem(
  "event ModelPart(uint256 indexed id, uint256 indexed model, uint256 offset, bytes part)",
);

/**
 * Reads what a model was submitted as: its package, or its envelope in a sealed competition.
 *
 * @returns undefined when the chain has all its bytes and they are not those of the digest: then the
 * model is INVALID, and every miner sees it
 * @throws DemlError `ipfs` when the chain has not all its bytes and no gateway has them either
 */
export async function readPackage(
  connection: Connection,
  competition: Competition,
  model: Model,
  sources: Pick<FetchOptions, "gateways" | "store" | "signal">,
): Promise<Uint8Array | undefined> {
  const onChain = await assemble(connection, competition, model);
  if (onChain !== undefined) {
    return await hasDigest(onChain, model.digest) ? onChain : undefined;
  }
  const cid = cidOfDigest(hexToBytes(model.digest));
  return await fetchVerified(cid, { ...sources, maxBytes: model.size });
}

/** Bytes of a package, as one event holds them. */
export interface Part {
  /** In the package */
  offset: number;
  bytes: Uint8Array;
}

/** The parts of a package that are on the chain, in the order they came. */
export async function readParts(
  connection: Connection,
  competition: Pick<
    Competition,
    "id" | "registrationEnd" | "submissionEnd" | "openingEnd" | "commitWindow"
  >,
  model: Pick<Model, "id" | "size">,
): Promise<Part[]> {
  const logs = await readEvents(
    connection,
    MODEL_PART,
    { id: competition.id, model: BigInt(model.id) },
    competition.registrationEnd,
    Math.max(competition.submissionEnd + competition.commitWindow, competition.openingEnd),
  );
  return logs.map(({ args }) => ({ offset: Number(args.offset), bytes: hexToBytes(args.part) }))
    // The contract lets no other pass; a node might.
    .filter(({ offset, bytes }) => offset + bytes.length <= model.size);
}

/** The package's bytes from its events, later ones over earlier; undefined when some are missing. */
async function assemble(
  connection: Connection,
  competition: Competition,
  model: Model,
): Promise<Uint8Array | undefined> {
  const parts = await readParts(connection, competition, model);
  // Whoever submits says the size, but bytes on the chain cost: nothing is made for promised ones.
  const published = parts.reduce((sum, part) => sum + part.bytes.length, 0);
  if (published < model.size) return undefined;
  const bytes = new Uint8Array(model.size);
  const present = new Uint8Array(model.size);
  for (const part of parts) {
    bytes.set(part.bytes, part.offset);
    present.fill(1, part.offset, part.offset + part.bytes.length);
  }
  return present.includes(0) ? undefined : bytes;
}

async function hasDigest(bytes: Uint8Array, digest: Hex): Promise<boolean> {
  const found = await sha256(bytes);
  return hexToBytes(digest).every((byte, index) => byte === found[index]);
}
