/**
 * Publishes the missing parts of a package, one transaction per part.
 *
 * @module
 */
import { toHex } from "viem";
import { MAX_PART } from "../../../../miner/participant/submit_model.ts";
import type { Send } from "../../transactions/provider.tsx";
import type { Stretch } from "../../../../miner/participant/parts.ts";

/**
 * Publishes parts of a model's package, one after another.
 *
 * @returns Whether all were published: false if the sender declined one
 */
export async function publishParts(
  send: Send,
  competition: bigint,
  model: number,
  content: Uint8Array,
  missing: readonly Stretch[],
): Promise<boolean> {
  const all = Math.ceil(content.length / MAX_PART);
  for (const { offset, length } of missing) {
    const sent = await send({
      functionName: "addPart",
      args: [
        competition,
        BigInt(model),
        BigInt(offset),
        toHex(content.subarray(offset, offset + length)),
      ],
      purpose: `publish part ${Math.floor(offset / MAX_PART) + 1} of ${all} of model ${model}`,
    });
    if (sent === undefined) return false;
  }
  return true;
}
