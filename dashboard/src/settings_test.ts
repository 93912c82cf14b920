import { assertEquals, assertThrows } from "@std/assert";
import { DemlError } from "../../protocol/errors.ts";
import { parseSettings } from "./settings.ts";

const CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const BASE = "https://deml.example/";
const parse = (more: Record<string, unknown>) =>
  parseSettings({ rpc: ["https://rpc.example"], chainId: 1, contract: CONTRACT, ...more }, BASE);
const refused = (more: Record<string, unknown>, what: string) =>
  assertThrows(() => parse(more), DemlError, what);

Deno.test("without them, there is neither WalletConnect nor a price", () => {
  const { walletConnect, price } = parse({});
  assertEquals([walletConnect, price], [undefined, undefined]);
});

Deno.test("a project of WalletConnect is 32 hexadecimal digits", () => {
  const id = "0123456789abcdef0123456789abcdef";
  assertEquals(parse({ walletConnect: id }).walletConnect, id);
  for (const wrong of ["", id.slice(1), `${id}?x`, 7]) {
    refused({ walletConnect: wrong }, "walletConnect");
  }
});

Deno.test("a price has a feed on the chain and a currency", () => {
  const price = { feed: CONTRACT, currency: "USD" };
  assertEquals(parse({ price }).price, price as never);
  refused({ price: null }, "price.feed");
  refused({ price: { ...price, feed: "https://prices.example" } }, "price.feed");
  refused({ price: { ...price, currency: "<b>" } }, "price.currency");
  refused({ price: { ...price, url: "https://prices.example" } }, "unknown field url");
});

Deno.test("an unknown field is named", () => void refused({ walletconnect: "x" }, "walletconnect"));
