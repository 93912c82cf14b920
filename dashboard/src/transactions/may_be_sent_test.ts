import { assertEquals } from "@std/assert";
import {
  ChainMismatchError,
  InsufficientFundsError,
  TransactionExecutionError,
  UnknownRpcError,
  UserRejectedRequestError,
} from "viem";
import { mayBeSent } from "./may_be_sent.ts";

const wrapped = (cause: ConstructorParameters<typeof TransactionExecutionError>[0]) =>
  new TransactionExecutionError(cause, { account: null });

Deno.test("a refusal sends nothing", () => {
  assertEquals(mayBeSent(wrapped(new UserRejectedRequestError(new Error("no")))), false);
  assertEquals(mayBeSent(wrapped(new InsufficientFundsError())), false);
  assertEquals(mayBeSent(Object.assign(new Error("no"), { code: 4100 })), false);
  const chain = { id: 1, name: "One" } as never;
  assertEquals(mayBeSent(new ChainMismatchError({ chain, currentChainId: 2 })), false);
});

Deno.test("a failure of the wallet or of its node may come after the signature", () => {
  assertEquals(mayBeSent(wrapped(new UnknownRpcError(new Error("timeout")))), true);
  assertEquals(mayBeSent(Object.assign(new Error("internal"), { code: -32_603 })), true);
  assertEquals(mayBeSent(new Error("Failed to fetch")), true);
  assertEquals(mayBeSent(undefined), true);
});
