import { assertEquals } from "@std/assert";
import { isBehind } from "./behind.ts";

const before = { number: 1_000n, seenAt: 50_000 };

Deno.test("a node a hundred blocks behind does not take the page back", () => {
  assertEquals(isBehind(before, 900n, 54_000), true);
  assertEquals(isBehind(before, 999n, 54_000), true);
});

Deno.test("another block of the same height, and a higher one, are news", () => {
  assertEquals(isBehind(before, 1_000n, 54_000), false);
  assertEquals(isBehind(before, 1_001n, 54_000), false);
});

Deno.test("a chain that stays lower is believed, and a clock that was put back holds nothing", () => {
  assertEquals(isBehind(before, 900n, 50_000 + 120_000), false);
  assertEquals(isBehind(before, 900n, 10_000), false);
});
