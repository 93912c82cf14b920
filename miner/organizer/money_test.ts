import { assertEquals } from "@std/assert";
import { parseEther } from "viem";
import { checkFund, etherOf, prizesOf, splitFund } from "./money.ts";

Deno.test("a fund is split as the protocol says", () => {
  const split = splitFund(parseEther("10"), 100, 20, false);
  assertEquals(split.buyIn, parseEther("1"));
  assertEquals(split.pool, parseEther("2"));
  assertEquals(split.prize, parseEther("8"));
  assertEquals(split.part, parseEther("0.1"));
  assertEquals(split.fee, parseEther("0.001"));
  assertEquals(split.seatStake, parseEther("0.16"));
  // Round zero is one model more.
  assertEquals(splitFund(parseEther("10.5"), 100, 20, true).part, parseEther("0.1"));
});

Deno.test("a fund whose part is too small to divide is refused, with the smallest that is not", () => {
  for (const [models, sealed] of [[2, false], [20, true], [65_535, true]] as const) {
    const { instead } = checkFund(1n, models, sealed)!;
    assertEquals(checkFund(instead!, models, sealed), undefined);
    assertEquals(checkFund(instead! - 1n, models, sealed)!.instead, instead);
  }
  assertEquals(checkFund(parseEther("10"), 20, false), undefined);
  assertEquals(checkFund(2n ** 96n, 2, false)!.instead, undefined);
});

Deno.test("amounts that people type", () => {
  assertEquals(
    ["10", " 0.5 ", "0", "", "1e3", "-1", "1.", "0.0000000000000000001", "1,5"].map(etherOf),
    [parseEther("10"), parseEther("0.5"), ...Array(7).fill(undefined)],
  );
});

Deno.test("places share a prize by basis points, rounded down; without shares the first has all", () => {
  assertEquals(prizesOf(10n, []), [10n]);
  assertEquals(prizesOf(8_000n, [6_000, 3_000, 1_000]), [4_800n, 2_400n, 800n]);
  assertEquals(prizesOf(3n, [5_000, 5_000]), [1n, 1n]);
});
