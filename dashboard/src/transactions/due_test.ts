import { assertEquals } from "@std/assert";
import { isDue } from "./due.ts";
import type { Tracked } from "./tracked.ts";

const MINUTE = 60_000;
const at = (age: number, since: number, head: bigint, more: Partial<Tracked> = {}) => {
  const transaction = { stage: "submitted", sentAt: 0, confirmations: 0, ...more } as Tracked;
  return isDue(transaction, { at: age - since, head: 5n }, age, head);
};

Deno.test("a young one is looked for at every block, an old one ever more rarely", () => {
  assertEquals(at(5 * MINUTE, 1_000, 6n), true);
  assertEquals(at(5 * MINUTE, 1_000, 5n), false);
  assertEquals(at(5 * MINUTE, 16_000, 5n), true, "without a block too");
  assertEquals(at(20 * MINUTE, 50_000, 6n), false);
  assertEquals(at(20 * MINUTE, 61_000, 6n), true);
  assertEquals(at(10_000 * MINUTE, 59 * MINUTE, 6n), false);
  assertEquals(at(10_000 * MINUTE, 61 * MINUTE, 6n), true, "hourly, forever");
});

Deno.test("an old one is looked for at every block once one has it, and when the page opens", () => {
  assertEquals(at(10_000 * MINUTE, 1_000, 6n, { stage: "mined" }), true);
  assertEquals(at(10_000 * MINUTE, 1_000, 6n, { stage: "replaced", confirmations: 1 }), true);
  assertEquals(isDue({ stage: "unseen", sentAt: 0 } as Tracked, undefined, 9e9, 5n), true);
});
