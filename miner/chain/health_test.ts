import { assertEquals } from "@std/assert";
import { type Head, isStale, judgeHeads, spanOf } from "./health.ts";

const NOW = 1_000_000;
const TIME = 12;
/** A head this many blocks behind block 1,000, and this many seconds old. */
const head = (behind: number, age = 0): Head => ({
  number: 1_000n - BigInt(behind),
  timestamp: NOW - age,
});
/** Which heads are not trusted. */
const aside = (heads: (Head | undefined)[], blockTime = TIME) =>
  judgeHeads(heads, NOW, blockTime).map((reason) => reason !== undefined);

Deno.test("a head is late by more than three blocks and their time", () => {
  assertEquals(aside([head(0), head(3, 59)]), [false, false]);
  assertEquals(aside([head(0), head(4, 36)]), [false, true]);
  assertEquals(aside([head(0), head(4, 35)]), [false, false], "it is recent");
  assertEquals(aside([head(4, 36), undefined, head(0)]), [true, false, false]);
  assertEquals(aside([head(4, 36)]), [false], "none is better");
});

Deno.test("a head is stale after five blocks' time, if another is fresh", () => {
  assertEquals(aside([head(0), head(0, 60)]), [false, false]);
  assertEquals(aside([head(0), head(0, 61)]), [false, true]);
  assertEquals(aside([head(0, 61), head(1, 70)]), [false, false], "the chain stands still");
  assertEquals([60, 61].map((age) => isStale(head(0, age), NOW, TIME)), [false, true]);
  assertEquals(isStale(head(0, 1e6), NOW, 0), false);
});

Deno.test("a head is ahead of the clock by more than a minute, if another is not", () => {
  assertEquals(aside([head(0), head(0, -60)]), [false, false]);
  assertEquals(aside([head(0), head(-9, -61)]), [false, true]);
  assertEquals(aside([head(0, -61), head(0, -70)]), [false, false], "the clock is wrong");
  // A head from the future makes no other late.
  assertEquals(aside([head(0, 40), head(-9, -61)]), [false, true]);
});

Deno.test("if blocks come only with transactions, only their number counts", () => {
  assertEquals(aside([head(0), head(3, 1e6), head(-3, -1e6)], 0), [false, true, false]);
  assertEquals(aside([head(0), head(3, 1e6), head(0, -1e6)], 0), [false, false, false]);
});

Deno.test("a time is shown in its largest unit with at least two of them", () => {
  const cases: [number, string][] = [
    [0, "0 s"],
    [119, "119 s"],
    [120, "2 min"],
    [7_199, "120 min"],
    [7_200, "2 h"],
    [5 * 3_600, "5 h"],
    [172_799, "48 h"],
    [172_800, "2 d"],
    [30 * 86_400, "30 d"],
  ];
  for (const [seconds, text] of cases) assertEquals(spanOf(seconds), text);
});
