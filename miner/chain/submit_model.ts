/**
 * Submitting a package: its record, and its bytes in as many transactions as they need.
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
import { demlAbi } from "../../contracts/generated/deml.ts";
import { sha256 } from "../ipfs/cid.ts";
import type { Sender } from "./sender.ts";

/** What the contract takes in one transaction, in bytes: DeML.MAX_PART. */
export const MAX_PART = 120_000;

/**
 * Submits a model and answers its number.
 *
 * @param packed The package, or its envelope in a sealed competition
 * @param keyCommitment Of the envelope's key; none in an open competition
 */
export async function submitModel(
  sender: Sender,
  competition: bigint,
  packed: Uint8Array,
  keyCommitment: Hex = zeroHash,
): Promise<{ model: number; digest: Hex }> {
  const digest = toHex(await sha256(packed));
  const receipt = await sender.send({
    functionName: "submitModel",
    args: [
      competition,
      digest,
      BigInt(packed.length),
      keyCommitment,
      toHex(packed.subarray(0, MAX_PART)),
    ],
    purpose: `submit a model to competition ${competition}`,
  });
  const model = submittedModel(receipt.logs);
  for (let offset = MAX_PART; offset < packed.length; offset += MAX_PART) {
    await sender.send({
      functionName: "addPart",
      args: [
        competition,
        model,
        BigInt(offset),
        toHex(packed.subarray(offset, offset + MAX_PART)),
      ],
      purpose: `publish a part of model ${model} of competition ${competition}`,
    });
  }
  return { model: Number(model), digest };
}

/** The number that a submission got, from its receipt's logs. */
export function submittedModel(logs: Log[]): bigint {
  const [submitted] = parseEventLogs({ abi: demlAbi, eventName: "ModelSubmitted", logs });
  return submitted!.args.model;
}

/** What reserves a place for a model. */
export function reservationOf(author: Address, digest: Hex): Hex {
  return keccak256(encodeAbiParameters([{ type: "address" }, { type: "bytes32" }], [author, digest]));
}
