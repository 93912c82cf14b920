/**
 * Submitting a package: its place, its record, and its bytes in as many transactions as they need.
 *
 * @module
 */
import {
  type Address,
  encodeAbiParameters,
  type Hex,
  keccak256,
  type Log,
  parseEventLogs,
  toHex,
  zeroHash,
} from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { sha256 } from "../ipfs/cid.ts";
import { call } from "../chain/call.ts";
import type { Connection } from "../chain/client.ts";
import { readCompetition } from "../chain/read_competition.ts";
import { readModels } from "../chain/read_models.ts";
import type { Model } from "../../protocol/state/model.ts";
import type { Sender, Write } from "../transactions/sender.ts";

/** The most bytes that the contract accepts in one transaction: DeMLEntry.MAX_PART. */
export const MAX_PART = 120_000;

/** keccak256(abi.encode(author, digest)): what reserves a place for a model. */
export function reservationOf(author: Address, digest: Hex): Hex {
  return keccak256(
    encodeAbiParameters([{ type: "address" }, { type: "bytes32" }], [author, digest]),
  );
}

/**
 * Submits a model and returns its place. In an open competition the place is reserved first, so
 * that a copier from the mempool has a later one. Parts follow each other; after an interruption,
 * submission resumes where the bytes on chain end.
 *
 * @param packed The package, or its envelope in a sealed competition
 * @param keyCommitment Of the envelope's key; none in an open competition
 */
export async function submitModel(
  connection: Connection,
  sender: Sender,
  id: bigint,
  packed: Uint8Array,
  keyCommitment: Hex = zeroHash,
): Promise<{ model: number; digest: Hex }> {
  const digest = toHex(await sha256(packed));
  let { id: model, published } = await begun(connection, sender.account.address, id, digest) ?? {
    id: await begin(connection, sender, id, { digest, packed, keyCommitment }),
    published: Math.min(packed.length, MAX_PART),
  };
  while (published < packed.length) {
    const part = packed.subarray(published, published + MAX_PART);
    await sender.send({
      functionName: "addPart",
      args: [id, BigInt(model), BigInt(published), toHex(part)],
      purpose: `publish a part of model ${model} of competition ${id}`,
    });
    published += part.length;
  }
  return { model, digest };
}

/** What an earlier run has sent. */
async function begun(
  connection: Connection,
  author: Address,
  id: bigint,
  digest: Hex,
): Promise<Model | undefined> {
  const { models } = await readCompetition(connection, id);
  return (await readModels(connection, id, models)).find((model) =>
    model.digest === digest && model.author.toLowerCase() === author.toLowerCase()
  );
}

async function begin(
  connection: Connection,
  sender: Sender,
  id: bigint,
  { digest, packed, keyCommitment }: { digest: Hex; packed: Uint8Array; keyCommitment: Hex },
): Promise<number> {
  // A sealed model needs no reservation: a copy of its envelope cannot be opened.
  if (keyCommitment === zeroHash) await reserve(connection, sender, id, digest);
  const mined = await sender.send({
    functionName: "submitModel",
    args: [
      id,
      digest,
      BigInt(packed.length),
      keyCommitment,
      toHex(packed.subarray(0, MAX_PART)),
    ],
    purpose: `submit a model to competition ${id}`,
  });
  return Number(submittedModel(mined.logs));
}

/** Reserves a place, unless one is already reserved for this model. */
async function reserve(
  connection: Connection,
  sender: Sender,
  id: bigint,
  digest: Hex,
): Promise<void> {
  const { address } = sender.account;
  const reservation = reservationOf(address, digest);
  const [, held] = await call(connection, "reservationOf", [id, address]);
  // The contract keeps 20 bytes of it.
  if (held === reservation.slice(0, held.length)) return;
  await sender.send(reserveCall(id, address, digest));
}

/** The call that reserves a place for a model. */
export function reserveCall(id: bigint, author: Address, digest: Hex): Write<"reserve"> {
  return {
    functionName: "reserve",
    args: [id, reservationOf(author, digest)],
    purpose: `reserve a place in competition ${id}`,
  };
}

/** The place that a submission got, from its receipt's logs. */
export function submittedModel(logs: Log[]): bigint {
  const [submitted] = parseEventLogs({ abi: demlAbi, eventName: "ModelSubmitted", logs });
  return submitted!.args.model;
}
