/**
 * The contract's reverts, decoded.
 *
 * @module
 */
import { BaseError, ContractFunctionRevertedError, decodeErrorResult, type Hex } from "viem";
import { DemlError } from "../../protocol/errors.ts";
import type { ContractError } from "../../protocol/format/revert_facts.ts";
import { demlAbi } from "../../protocol/generated/deml.ts";
import type { RevertFailure } from "./failures.ts";

/** The contract's reason for a failure, if it gave one. */
export function revertOf(error: unknown, purpose: string): DemlError<RevertFailure> | undefined {
  const { name, args = [] } = decoded(error) ?? {};
  if (name === undefined || !isContractError(name)) return undefined;
  return new DemlError<RevertFailure>(
    { kind: "revert/contract", purpose, reason: name, args },
    { cause: error },
  );
}

function decoded(error: unknown): { name: string; args: readonly unknown[] } | undefined {
  if (!(error instanceof BaseError)) return undefined;
  const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError && reverted.data) {
    return { name: reverted.data.errorName, args: (reverted.data.args ?? []) as unknown[] };
  }
  const data = dataOf(error);
  if (data === undefined) return undefined;
  try {
    const { errorName, args = [] } = decodeErrorResult({ abi: demlAbi, data });
    return { name: errorName, args };
  } catch {
    return undefined;
  }
}

/** The bytes that a node attaches, wherever it puts them. */
function dataOf(error: BaseError): Hex | undefined {
  let found: Hex | undefined;
  error.walk((cause) => {
    const data = (cause as { data?: unknown }).data;
    const value = typeof data === "object" && data !== null
      ? (data as { data?: unknown }).data
      : data;
    if (typeof value === "string" && /^0x[0-9a-f]{8,}$/i.test(value)) found = value as Hex;
    return false;
  });
  return found;
}

// The facts also have every name, but the page's first load has only the ABI.
function isContractError(name: string): name is ContractError {
  return demlAbi.some((entry) => entry.type === "error" && entry.name === name);
}
