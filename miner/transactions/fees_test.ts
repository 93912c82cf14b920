import { assertEquals } from "@std/assert";
import { bumpedFees, firstFees } from "./fees.ts";

const MARKET = { baseFee: 1_000n, tip: 10n };

Deno.test("the first offer survives a doubled base fee, and never exceeds the limit", () => {
  assertEquals(firstFees(MARKET, 10_000n), { maxFee: 2_010n, tip: 10n });
  assertEquals(firstFees(MARKET, 1_500n), { maxFee: 1_500n, tip: 10n });
  assertEquals(firstFees({ baseFee: 1n, tip: 10n }, 5n), { maxFee: 5n, tip: 5n });
});

Deno.test("a bump raises both fees by at least an eighth, or to the market's price", () => {
  const first = firstFees(MARKET, 10_000n);
  assertEquals(bumpedFees(first, MARKET, 10_000n), { maxFee: 2_263n, tip: 13n });
  assertEquals(bumpedFees(first, { baseFee: 3_000n, tip: 50n }, 10_000n), {
    maxFee: 6_050n,
    tip: 50n,
  });
  for (let fees = first, i = 0; i < 20; i++) {
    const next = bumpedFees(fees, MARKET, 10n ** 9n)!;
    assertEquals(next.maxFee * 1_000n >= fees.maxFee * 1_125n, true);
    assertEquals(next.tip * 1_000n >= fees.tip * 1_125n, true);
    fees = next;
  }
});

Deno.test("no bump if nodes would not accept what the limit allows", () => {
  const first = firstFees(MARKET, 10_000n);
  assertEquals(bumpedFees(first, MARKET, 2_262n), undefined);
  assertEquals(bumpedFees(first, { baseFee: 9_000n, tip: 9n }, 2_263n), {
    maxFee: 2_263n,
    tip: 13n,
  });
});
