/**
 * The contract's functions that change its state.
 *
 * @module
 */
import type { ContractFunctionName } from "viem";
import type { demlAbi } from "./generated/deml.ts";

export type WriteName = ContractFunctionName<typeof demlAbi, "nonpayable" | "payable">;
