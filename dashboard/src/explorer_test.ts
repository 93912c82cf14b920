import { assertEquals, assertThrows } from "@std/assert";
import { explorerPageOf, parseSettings } from "./settings.ts";

const CONTRACT = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const GIVEN = { rpc: "http://127.0.0.1:8545", chainId: 1, contract: CONTRACT };

function pageOf(more: object): string | undefined {
  return explorerPageOf(parseSettings({ ...GIVEN, ...more }, "http://host/"), CONTRACT);
}

Deno.test("the explorer's page of the contract follows from that of a transaction", () => {
  assertEquals(pageOf({ explorer: "https://scan/tx/{hash}" }), `https://scan/address/${CONTRACT}`);
  // Nothing follows from another form.
  assertEquals(pageOf({ explorer: "https://scan/#tx={hash}" }), undefined);
  assertEquals(pageOf({}), undefined);
  assertEquals(
    pageOf({ explorer: "https://scan/tx/{hash}", explorerAddress: "https://a/{address}/code" }),
    `https://a/${CONTRACT}/code`,
  );
});

Deno.test("an explorer must be a page on the web", () => {
  for (const explorerAddress of ["javascript:alert('{address}')", "https://scan/address"]) {
    assertThrows(() => pageOf({ explorerAddress }), Error, "explorerAddress");
  }
});
