import { assertEquals } from "@std/assert";
import {
  ContractFunctionRevertedError,
  encodeErrorResult,
  InsufficientFundsError,
  TransactionExecutionError,
  UserRejectedRequestError,
} from "viem";
import { told } from "../../../protocol/errors.ts";
import { demlAbi } from "../../../protocol/generated/deml.ts";
import { tell } from "./tell.ts";

const says = (error: unknown) => tell(error, "register").message;

Deno.test("a rejection in the wallet and a lack of funds each have a sentence", () => {
  const wrapped = (cause: ConstructorParameters<typeof TransactionExecutionError>[0]) =>
    new TransactionExecutionError(cause, { account: null });
  const rejected = "You rejected it in your wallet, so nothing was sent";
  assertEquals(says(wrapped(new UserRejectedRequestError(new Error("no")))), rejected);
  assertEquals(says(Object.assign(new Error("no"), { code: 4001 })), rejected);
  assertEquals(
    says(wrapped(new InsufficientFundsError())),
    "Your account has too little ether to register",
  );
});

Deno.test("a revert is reported with what was tried", () => {
  const data = encodeErrorResult({ abi: demlAbi, errorName: "NoSuchCompetition", args: [7n] });
  const error = new ContractFunctionRevertedError({ abi: demlAbi, data, functionName: "register" });
  assertEquals(tell(error, "register"), {
    message: "Cannot register: competition 7 does not exist",
    remedy: "Choose another one from the list",
  });
});

Deno.test("an unforeseen error is reported by its first line, and a known failure is unchanged", () => {
  assertEquals(says(new Error("It broke.\nat line 7")), "Cannot register: It broke");
  assertEquals(says(undefined), "Cannot register: undefined");
  assertEquals(says(told("file", "No room here", "Make some")), "No room here");
});
