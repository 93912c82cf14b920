/**
 * A model's package: from the chain's events; if the terms allow models on IPFS alone, from there
 * by its digest.
 *
 * @module
 */
import { eventOf } from "../../protocol/abi.ts";
import { type Hex, hexToBytes, type RpcLog, toEventSelector } from "viem";
import { DemlError } from "../../protocol/errors.ts";
import { cidOfDigest, sha256 } from "../ipfs/cid.ts";
import { type FetchOptions, fetchVerified } from "../ipfs/fetch.ts";
import type { SharedBytes } from "../ipfs/shared_bytes.ts";
import type { ChainFailure } from "./failures.ts";
import { readLogs } from "./read_events.ts";
import type { Connection } from "./client.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Model } from "../../protocol/state/model.ts";

const MODEL_PART = eventOf("ModelPart");
const SELECTOR = toEventSelector(MODEL_PART);

/**
 * Reads the submitted bytes of a model: its package, or its envelope in a sealed competition.
 *
 * The contract knows how many bytes are on chain, and those are what everybody judges: if a node
 * lacks the events, nothing replaces them, as an author could publish other bytes on IPFS.
 *
 * @returns undefined if the chain has all its bytes and they do not match the digest: then the
 * model is INVALID, and every miner sees it
 * @throws DemlError `chain` if the node lacks bytes that are on chain, `ipfs` if they are not on
 * chain and no gateway has them
 */
export async function readPackage(
  connection: Connection,
  competition: Competition,
  model: Pick<Model, "id" | "size" | "published" | "digest">,
  sources: Pick<FetchOptions, "gateways" | "store" | "shared" | "signal">,
): Promise<Uint8Array | undefined> {
  if (model.published < model.size) {
    const cid = cidOfDigest(hexToBytes(model.digest));
    // Its digest covers all its bytes: it is one block, however large.
    return await fetchVerified(cid, {
      ...sources,
      maxBytes: model.size,
      largestBlock: model.size,
    });
  }
  return await packageFrom(
    connection,
    competition,
    model,
    () => readParts(connection, competition, model),
    sources.shared,
  );
}

/**
 * A package from its parts, unless another miner of this process made it from the same endpoints.
 * Its digest alone does not name it: another place may claim the digest and have other bytes, which
 * make that model INVALID.
 *
 * @returns As `readPackage`
 * @throws DemlError `chain` if parts are missing, or what `read` throws
 */
export async function packageFrom(
  { client, contract }: Connection,
  { id }: Pick<Competition, "id">,
  model: Pick<Model, "id" | "size" | "digest">,
  read: () => Promise<Part[]>,
  shared: SharedBytes | undefined,
): Promise<Uint8Array | undefined> {
  const make = async () => await packageOf(model, await read());
  if (shared === undefined) return await make();
  const { id: place, size, digest } = model;
  return await shared.get([numberOf(client), contract, id, place, size, digest].join("/"), make);
}

let clients = 0;
const numbers = new WeakMap<object, number>();

function numberOf(client: object): number {
  const known = numbers.get(client) ?? ++clients;
  numbers.set(client, known);
  return known;
}

/**
 * Makes a package from its parts.
 *
 * @returns As `readPackage`
 * @throws DemlError `chain` if parts are missing
 */
async function packageOf(
  model: Pick<Model, "id" | "size" | "digest">,
  parts: Part[],
): Promise<Uint8Array | undefined> {
  const bytes = assemble(parts, model.size);
  if (bytes === undefined) throw noParts(model);
  return await hasDigest(bytes, model.digest) ? bytes : undefined;
}

/** Bytes of a package in one event. */
export interface Part {
  /** In the package */
  offset: number;
  bytes: Uint8Array;
}

type Times = Pick<
  Competition,
  "id" | "registrationEnd" | "submissionEnd" | "openingEnd" | "commitWindow"
>;

/** The parts of a package that are on the chain, in order. */
export async function readParts(
  connection: Connection,
  competition: Times,
  model: Pick<Model, "id" | "size">,
): Promise<Part[]> {
  return (await readPartsOf(connection, competition, [model])).get(model.id) ?? [];
}

/** The parts of several packages, requested together: by model, each in order. */
export async function readPartsOf(
  connection: Connection,
  { id, registrationEnd, submissionEnd, openingEnd, commitWindow }: Times,
  models: readonly Pick<Model, "id" | "size">[],
): Promise<Map<number, Part[]>> {
  const found = new Map<number, Part[]>(models.map((model) => [model.id, []]));
  const sizes = new Map(models.map((model) => [model.id, model.size]));
  const parts = await readLogs(
    connection,
    MODEL_PART,
    { id, model: models.map((model) => BigInt(model.id)) },
    {
      since: registrationEnd,
      // Parts are accepted for another commit window; in a sealed competition, until models are opened.
      until: Math.max(submissionEnd + commitWindow, openingEnd),
      take: (log) => {
        const part = partOf(log, id);
        // The contract accepts no others; a node might send some.
        const fits = part && part.offset + part.bytes.length <= (sizes.get(part.model) ?? -1);
        return fits ? part : undefined;
      },
    },
  );
  for (const { model, offset, bytes } of parts) found.get(model)?.push({ offset, bytes });
  return found;
}

/** Characters of a word of hex. */
const WORD = 64;
/** Where a part's bytes begin: after their offset in the package, their place and their length. */
const BYTES_AT = "0x".length + 3 * WORD;

/**
 * A part from its event; undefined if it is another, of another competition, or no event at all.
 * viem would make a string of all bytes, character by character, which takes longer than to evaluate
 * a small model.
 */
function partOf(
  { topics, data }: RpcLog,
  competition: bigint,
): Part & { model: number } | undefined {
  try {
    const [event, id, model] = topics;
    if (event !== SELECTOR || id === undefined || model === undefined) return undefined;
    if (BigInt(id) !== competition) return undefined;
    const [offset, , length] = [0, 1, 2].map((word) =>
      Number(`0x${data.slice(2 + word * WORD, 2 + (word + 1) * WORD)}`)
    ) as [number, number, number];
    const bytes = Uint8Array.fromHex(data.slice(BYTES_AT, BYTES_AT + 2 * length));
    return bytes.length === length ? { model: Number(model), offset, bytes } : undefined;
  } catch {
    // A node may give anything.
    return undefined;
  }
}

/**
 * The package's bytes; undefined if some are missing. Each part begins where the one before ends.
 */
function assemble(parts: Part[], size: number): Uint8Array | undefined {
  // Authors claim the size, but only bytes on the chain cost: no memory is reserved for promised ones.
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
