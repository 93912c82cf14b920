import { assert, assertEquals } from "@std/assert";
import { parseEther } from "viem";
import { checkFund, etherOf, mendFund, splitFund } from "./money.ts";

Deno.test("a fund is split as the protocol says, and no wei is lost", () => {
  const split = splitFund(parseEther("10"), 100, 20);
  assertEquals(split.buyIn, parseEther("1"));
  assertEquals(split.pool, parseEther("2"));
  assertEquals(split.prize, parseEther("8"));
  assertEquals(split.fee, parseEther("0.001"));
  assertEquals(split.seatStake, parseEther("0.16"));
  assertEquals(split.rest, 0n);
  const odd = splitFund(1_000_003n, 7, 3);
  assertEquals(odd.pool + odd.prize, 1_000_003n);
  assertEquals(odd.fee * 21n + odd.rest, odd.pool);
});

Deno.test("a fund that divides has no problem", () => {
  assertEquals(checkFund(parseEther("10"), 100, 20), undefined);
});

Deno.test("a fund that leaves wei over is mended by a little more, in few digits", () => {
  const problem = checkFund(parseEther("10"), 7, 3)!;
  assertEquals(problem.fatal, false);
  assertEquals(problem.instead, mendFund(parseEther("10"), 7, 3));
  for (const [seats, models] of [[7, 3], [100, 20], [1, 1], [1_000, 999]] as const) {
    for (const fund of [parseEther("10"), parseEther("0.1") + 1n, 123_456_789_012_345n]) {
      const mended = mendFund(fund, seats, models);
      assertEquals(checkFund(mended, seats, models), undefined);
      assert(mended >= fund && mended - fund <= fund / 1_000n);
    }
  }
});

Deno.test("a fund too small for one wei a fee is refused, with the smallest that does", () => {
  const problem = checkFund(9_999n, 100, 20)!;
  assert(problem.fatal);
  assertEquals(problem.instead, 10_000n);
  assertEquals(checkFund(10_000n, 100, 20), undefined);
  assert(checkFund(5n, 1, 1)!.fatal);
  assert(checkFund(2n ** 96n, 1, 1)!.fatal);
});

Deno.test("amounts that people type", () => {
  assertEquals(
    ["10", " 0.5 ", "0", "", "1e3", "-1", "1.", "0.0000000000000000001", "1,5"].map(etherOf),
    [parseEther("10"), parseEther("0.5"), ...Array(7).fill(undefined)],
  );
});
