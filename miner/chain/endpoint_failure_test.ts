import { assertEquals } from "@std/assert";
import { RpcRequestError } from "viem";
import { mayLack } from "./endpoint_failure.ts";

const refusal = (code: number, message: string) =>
  new RpcRequestError({ body: {}, url: "http://127.0.0.1", error: { code, message } });

Deno.test("another endpoint is asked if this one lacks a method, an old state or a block", () => {
  assertEquals(mayLack(refusal(-32_601, "no such thing")), true);
  for (const words of ["missing trie node 11", "header not found", "state is not available"]) {
    assertEquals(mayLack(refusal(-32_000, words)), true, words);
  }
  assertEquals(mayLack(refusal(-32_000, "execution reverted")), false);
  assertEquals(mayLack(refusal(3, "execution reverted")), false);
  assertEquals(mayLack(new Error("missing trie node")), false, "not a node's words");
});
