/**
 * What a call would cost, before it is sent.
 *
 * @module
 */
import { type Abi, type Address, encodeFunctionData } from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import type { WriteName } from "../../protocol/abi.ts";
import type { Connection } from "../chain/client.ts";
import { chainNode } from "./chain_node.ts";
import type { Write } from "./sender.ts";

/**
 * Simulates a call.
 *
 * @returns The gas limit that it would be sent with
 * @throws DemlError `revert` with the contract's reason, `funds`, or `chain`
 */
export async function estimateWrite<Name extends WriteName>(
  { client, contract }: Connection,
  account: Address,
  write: Write<Name>,
): Promise<bigint> {
  const { functionName, args, value = 0n, purpose } = write as unknown as Write;
  const data = encodeFunctionData({ abi: demlAbi as Abi, functionName, args: [...args] });
  return await chainNode(client, 1)
    .estimate(account, { to: contract, data, value }, purpose, "latest");
}
