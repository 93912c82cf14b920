import { assertEquals } from "@std/assert";
import { parseEther } from "viem";
import { priceOf, showFiat } from "./price.ts";

const NOW = 1_700_000_000;
const price = (answer: bigint, decimals = 8, age = 60) =>
  priceOf(answer, decimals, BigInt(NOW - age), NOW);

Deno.test("an aggregator's answer becomes a price with its time", () => {
  assertEquals(price(250_012_345_678n), { perEther: 2500.12345678, at: NOW - 60 });
  assertEquals(price(25n * 10n ** 20n, 18), { perEther: 2500, at: NOW - 60 });
});

Deno.test("an impossible price is not shown", () => {
  assertEquals(price(0n), undefined);
  assertEquals(price(-5n), undefined);
  assertEquals(price(2n ** 255n - 1n), undefined, "endless");
  assertEquals(price(1n, 36), undefined, "nothing");
  assertEquals(price(1n, 255), undefined);
  assertEquals(price(250_000_000_000n, 8, 3 * 86_400), undefined, "old");
  assertEquals(price(250_000_000_000n, 8, -3_600), undefined, "of the future");
  assertEquals(priceOf(250_000_000_000n, 8, 2n ** 256n - 1n, NOW), undefined);
});

Deno.test("amounts are no more exact than a price is", () => {
  const at = { perEther: 2500.12345678, at: NOW };
  assertEquals(showFiat(parseEther("10"), at, "USD"), "25,001 USD");
  assertEquals(showFiat(parseEther("0.001234"), at, "EUR"), "3.09 EUR");
  assertEquals(showFiat(0n, at, "USD"), "0 USD");
});
