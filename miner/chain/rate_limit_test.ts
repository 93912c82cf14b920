import { assertEquals } from "@std/assert";
import { HttpRequestError, RpcRequestError } from "viem";
import { rateLimitOf } from "./rate_limit.ts";

const url = "http://127.0.0.1:1";
const said = (code: number, message: string) =>
  new RpcRequestError({ body: {}, url, error: { code, message } });
const http = (status: number, headers: Record<string, string> = {}) =>
  new HttpRequestError({ url, status, headers: new Headers(headers), details: "no" });

const LIMITS: [number, string][] = [
  // Infura, Tenderly
  [-32_005, "daily request count exceeded, request rate limited"],
  [-32_005, "exceeded project rate limit"],
  [-32_005, "rate limit exceeded"],
  // Alchemy
  [
    429,
    "Your app has exceeded its compute units per second capacity. If you have retries enabled, you can safely ignore this message.",
  ],
  // Base
  [-32_016, "over rate limit"],
  [-32_000, "429 Too Many Requests"],
  // QuickNode, Chainstack
  [-32_007, "50/second request limit reached - reduce calls per second or upgrade your account"],
  [-32_005, "You've exceeded the RPS limit available on the current plan: requests per second"],
];

const OTHERS: [number, string][] = [
  [-32_005, "query returned more than 10000 results"],
  [-32_005, "block range too large, max range: 1000"],
  [-32_602, "range 1000000 exceeds limit of 10000"],
  [-32_614, "eth_getLogs is limited to a 10,000 range"],
  [-32_000, "header not found"],
];

Deno.test("too many requests are distinguished from too many logs, in providers' own words", () => {
  for (const [code, message] of LIMITS) assertEquals(rateLimitOf(said(code, message)), 0, message);
  for (const [code, message] of OTHERS) {
    assertEquals(rateLimitOf(said(code, message)), undefined, message);
  }
  assertEquals(rateLimitOf(new Error("rate limit")), undefined, "not from an endpoint");
});

Deno.test("a pause that the endpoint asks for is honoured", () => {
  assertEquals(rateLimitOf(http(429, { "retry-after": "7" })), 7);
  assertEquals(rateLimitOf(http(429)), 0);
  assertEquals(rateLimitOf(http(503)), undefined);
});
