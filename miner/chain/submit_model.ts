/**
 * Submitting a package: its record, and its bytes in as many transactions as they need.
 *
 * @module
 */
import { type Hex, parseEventLogs, toHex, zeroHash } from "viem";
import { demlAbi } from "../../contracts/generated/deml.ts";
import { sha256 } from "../ipfs/cid.ts";
import type { Sender } from "./sender.ts";

/** What the contract takes in one transaction, in bytes: DeML.MAX_PART. */
export const MAX_PART = 120_000;

/** Submits a package to an open competition and answers the model's number. */
export async function submitModel(
  sender: Sender,
  competition: bigint,
  packed: Uint8Array,
): Promise<{ model: number; digest: Hex }> {
  const digest = toHex(await sha256(packed));
  const receipt = await sender.send({
    functionName: "submitModel",
    args: [
      competition,
      digest,
      BigInt(packed.length),
      zeroHash,
      toHex(packed.subarray(0, MAX_PART)),
    ],
    purpose: `submit a model to competition ${competition}`,
  });
  const [submitted] = parseEventLogs({
    abi: demlAbi,
    eventName: "ModelSubmitted",
    logs: receipt.logs,
  });
  const model = submitted!.args.model;
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
