import { assertEquals } from "@std/assert";
import { inRange, labelOf, stepsOf, type Target, valueOf, wrongRange } from "./target.ts";

const target = (decimals: number, low: number, high: number): Target => ({
  decimals,
  range: [low, high],
});

Deno.test("values are rounded half to even and clipped, and come back as text", () => {
  const degrees = target(1, -20, 45);
  assertEquals(stepsOf(degrees), 651);
  const labels = [-20, -1e30, -Infinity, -19.95, -19.85, 0, -0, 44.95, 45.04, Infinity]
    .map((value) => labelOf(value, degrees));
  assertEquals(labels, [0, 0, 0, 0, 2, 200, 200, 650, 650, 650]);
  assertEquals([0, 200, 650].map((label) => valueOf(label, degrees)), ["-20.0", "0.0", "45.0"]);
});

Deno.test("every step of the largest range has a float32 of its own", () => {
  const dollars = target(2, 0, 41_943);
  for (const label of [0, 1, 8_388, 1_234_567, 4_194_299, 4_194_300]) {
    const value = Math.fround(Number(valueOf(label, dollars)));
    assertEquals(labelOf(value, dollars), label);
    assertEquals(inRange(value, dollars), true);
  }
  assertEquals([-0.004, -0.006, 41_943.004, 41_943.01].map((value) => inRange(value, dollars)), [
    true,
    false,
    true,
    false,
  ]);
  assertEquals(inRange(NaN, dollars), false);
});

Deno.test("a range that cannot be used says why", () => {
  assertEquals(wrongRange(target(1, 0.1, 0.3)), undefined);
  assertEquals(wrongRange(target(0, 1, 1))?.includes("in this order"), true);
  assertEquals(wrongRange(target(1, 0, 0.25))?.includes("more than 1 decimals"), true);
  // One value alone, which every model predicts.
  assertEquals(wrongRange(target(0, 0, 1e-12))?.includes("more than 0 decimals"), true);
  assertEquals(wrongRange(target(9, -0.004194304, 0.004194304)), undefined);
  assertEquals(wrongRange(target(9, 0, 1e308))?.includes("0.000000001"), true);
  assertEquals(wrongRange(target(3, 0, 4_195))?.includes("0.001"), true);
});
