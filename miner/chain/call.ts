/**
 * Reading the contract.
 *
 * @module
 */
import {
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ReadContractReturnType,
} from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { DemlError } from "../../protocol/errors.ts";
import type { ChainFailure } from "./failures.ts";
import { knownError, reasonIn } from "./asked.ts";
import type { Connection } from "./client.ts";

type DemlAbi = typeof demlAbi;
type ReadName = ContractFunctionName<DemlAbi, "view" | "pure">;

/** What a view returns. */
export type Answer<Name extends ReadName> = ReadContractReturnType<DemlAbi, Name>;

/**
 * Calls a view.
 *
 * @param blockNumber At the end of this block; by default the latest
 * @throws DemlError `revert` with the contract's reason, or `chain`
 */
export async function call<
  Name extends ReadName,
  const Args extends ContractFunctionArgs<DemlAbi, "view" | "pure", Name>,
>(
  { client, contract }: Connection,
  functionName: Name,
  args: Args,
  blockNumber?: bigint,
): Promise<ReadContractReturnType<DemlAbi, Name, Args>> {
  try {
    return await client.readContract({
      address: contract,
      abi: demlAbi,
      functionName,
      args,
      blockNumber,
    } as never) as ReadContractReturnType<DemlAbi, Name, Args>;
  } catch (cause) {
    const known = knownError(`read ${functionName} of the contract at ${contract}`, cause);
    if (known !== undefined) throw known;
    throw new DemlError<ChainFailure>({
      kind: "chain/view-refused",
      view: functionName,
      contract,
      reason: reasonIn(cause),
    }, { cause });
  }
}
