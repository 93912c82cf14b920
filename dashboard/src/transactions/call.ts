/**
 * A call of the contract that the reader may sign.
 *
 * @module
 */
import { type ContractFunctionArgs, encodeFunctionData, type Hex } from "viem";
import type { WriteName } from "../../../protocol/abi.ts";
import { demlAbi } from "../../../protocol/generated/deml.ts";

/** A call that changes the contract's state. */
export interface Call<Name extends WriteName = WriteName> {
  functionName: Name;
  args: ContractFunctionArgs<typeof demlAbi, "nonpayable" | "payable", Name>;
  /** Wei sent along */
  value?: bigint;
  /** What it is for, as a verb: `register in competition 1` */
  purpose: string;
  /** What else its signer should see, one line each */
  facts?: [label: string, value: string][];
}

/** What a call would cost at present. Amounts are wei. */
export interface Estimate {
  gas: bigint;
  /** At most, for the gas */
  fee: bigint;
  balance: bigint;
}

/** A call's data, as it is signed. */
export function dataOf({ functionName, args }: Call): Hex {
  return encodeFunctionData({ abi: demlAbi, functionName, args } as never);
}
