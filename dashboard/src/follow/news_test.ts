import { assertEquals } from "@std/assert";
import { parseEther } from "viem";
import { newsOf } from "./news.ts";
import type { Seen } from "./seen.ts";

const SEEN: Seen = { phase: "submission", scored: [3], owed: 0n };
const bodies = (after: Partial<Seen>, before: Partial<Seen> = {}) =>
  newsOf(7, "Digits", { ...SEEN, ...before }, { ...SEEN, ...after }).map(({ body }) => body);

Deno.test("each change is one message, and none without a change", () => {
  assertEquals(bodies({}), []);
  assertEquals(bodies({ phase: "settled" }), ["It is over, and its prizes are shared."]);
  assertEquals(bodies({ scored: [3, 5] }), ["Your model #5 has its score."]);
  assertEquals(bodies({ round: 2 }), [
    "Round 2 takes commits, and you have a deposit here.",
  ]);
  assertEquals(bodies({ round: 2 }, { round: 2 }), []);
  assertEquals(bodies({ owed: parseEther("12.7") }), ["You can withdraw 12.7 ETH."]);
  assertEquals(bodies({ owed: 0n }, { owed: 5n }), [], "it was withdrawn");
});

Deno.test("messages of two things differ by their tags", () => {
  const news = newsOf(7, "Digits", SEEN, { phase: "evaluation", scored: [3, 4, 5], owed: 9n });
  assertEquals(new Set(news.map(({ tag }) => tag)).size, 4);
});
