import { assertEquals } from "@std/assert";
import { freshnessOf, type View } from "./freshness.ts";

const NOW = 2_000_000_000_000;
const SECOND = 1_000;
const VIEW: View = {
  head: { timestamp: NOW / SECOND - 5, seenAt: NOW - 3 * SECOND, blockTime: 12 },
  failing: false,
  answeredAt: NOW - 2 * SECOND,
  local: false,
};
const of = (change: Partial<View>) => freshnessOf({ ...VIEW, ...change }, NOW);
const head = (age: number, seenFor: number, blockTime?: number) => ({
  head: { timestamp: NOW / SECOND - age, seenAt: NOW - seenFor * SECOND, blockTime },
});

Deno.test("the browser's word counts until the chain answers after it", () => {
  assertEquals(of({}), "fresh");
  assertEquals(of({ offlineSince: NOW - SECOND }), "offline", "at once");
  assertEquals(of({ offlineSince: NOW - 9 * SECOND }), "fresh", "a node on this machine answers");
  assertEquals(of({ offlineSince: NOW - 9 * SECOND, failing: true }), "offline");
  assertEquals(of({ failing: true }), "silent");
});

Deno.test("no block for long is late, by the chain's own pace", () => {
  assertEquals([of(head(95, 89, 12)), of(head(120, 100, 12))], ["fresh", "late"]);
  assertEquals([of(head(800, 790, 100)), of(head(900, 801, 100))], ["fresh", "late"]);
  assertEquals(of({ ...head(9_000, 9_000), local: true }), "fresh", "it mines when asked to");
});

Deno.test("a wrong clock does not make blocks old, as long as they come", () => {
  assertEquals(of(head(600, 3, 12)), "fresh");
  assertEquals(of(head(600, 31)), "late", "no second block ever came");
  assertEquals(of(head(600, 3)), "fresh", "the page was just opened");
  assertEquals(of(head(4_000, 3, 12)), "late", "a node that is still catching up");
  assertEquals(of({ head: undefined }), "fresh");
});
