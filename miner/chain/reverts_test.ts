import { assertEquals } from "@std/assert";
import { ContractFunctionRevertedError, encodeErrorResult } from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { revertOf } from "./reverts.ts";

Deno.test("a revert is decoded to the ABI's name and arguments, however it is wrapped", () => {
  const data = encodeErrorResult({ abi: demlAbi, errorName: "HasQuorum", args: [60n, 67n] });
  const reverted = new ContractFunctionRevertedError({
    abi: demlAbi,
    data,
    functionName: "settle",
  });
  assertEquals(revertOf(reverted, "settle round 1")?.failure, {
    kind: "revert/contract",
    purpose: "settle round 1",
    reason: "HasQuorum",
    args: [60n, 67n],
  });
  const unknown = new ContractFunctionRevertedError({
    abi: demlAbi,
    data: "0x12345678",
    functionName: "settle",
  });
  assertEquals(revertOf(unknown, "settle round 1"), undefined);
});
