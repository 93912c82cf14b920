import { assertEquals } from "@std/assert";
import { RpcRequestError } from "viem";
import { failureOfResponse, mayLack } from "./endpoint_failure.ts";

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

Deno.test("a limit is heeded for as long as the provider says, within a minute", () => {
  const rest = (wish?: string) => {
    const headers = new Headers(wish === undefined ? {} : { "retry-after": wish });
    const response = { status: 429, statusText: "", headers };
    return failureOfResponse("node", response, new Uint8Array())!.rest;
  };
  assertEquals([rest("7"), rest(" 59 "), rest("60"), rest("61"), rest("1e9")], [7, 59, 60, 60, 2]);
  assertEquals([rest(), rest("0"), rest("-5"), rest("soon")], [2, 2, 2, 2]);
  // A date has whole seconds, unlike the clock: rounded up, nobody asks before it.
  const clock = Date.now;
  const moment = Date.parse("2026-01-01T00:00:00Z");
  try {
    Date.now = () => moment + 990;
    const until = (seconds: number) => rest(new Date(moment + 1_000 * seconds).toUTCString());
    assertEquals([until(31), until(1), until(3_600), until(0)], [31, 1, 60, 2]);
  } finally {
    Date.now = clock;
  }
});

Deno.test("JSON is an answer under any code that does not say that nothing is served", () => {
  const serves = (status: number, body: string) =>
    failureOfResponse(
      "node",
      { status, statusText: "", headers: new Headers() },
      new TextEncoder().encode(body),
    ) === undefined;
  for (const body of ["{}", "[]", "\n {}"]) {
    const codes = [200, 299, 300, 400, 401, 403, 404, 429, 499, 500, 502];
    assertEquals(codes.filter((status) => serves(status, body)), [200, 299, 300, 400, 499]);
  }
  for (const body of ["", "<html>", "ok", "|", "|{", "z"]) {
    assertEquals([200, 400, 500].filter((status) => serves(status, body)), [], body);
  }
});
