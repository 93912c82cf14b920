import { assertAlmostEquals, assertEquals } from "@std/assert";
import { overlap, wilsonInterval } from "./wilson.ts";

/** statsmodels 0.14, proportion_confint(count, nobs, method="wilson"). */
const KNOWN: [count: number, rows: number, low: number, high: number][] = [
  [0, 10, 0, 0.27753],
  [10, 10, 0.72247, 1],
  [1, 2, 0.09453, 0.90547],
  [9_910, 10_000, 0.98895, 0.99267],
];

Deno.test("intervals are those of statsmodels", () => {
  for (const [count, rows, low, high] of KNOWN) {
    const found = wilsonInterval(count / rows, rows);
    assertAlmostEquals(found.low, low, 1e-5);
    assertAlmostEquals(found.high, high, 1e-5);
  }
});

Deno.test("more rows make smaller differences visible", () => {
  const apart = (rows: number) => !overlap(wilsonInterval(0.98, rows), wilsonInterval(0.99, rows));
  assertEquals([100, 1_000, 10_000].map(apart), [false, false, true]);
});
