import { assertEquals } from "@std/assert";
import { inRange, wrongRange } from "../../protocol/spec/target.ts";
import { guessTarget, spreadOf } from "./guess_target.ts";

const guess = (...labels: number[]) => guessTarget(spreadOf(labels.map(Math.fround)));

Deno.test("a range has some room, in round numbers, and no step for a sum that is a little off", () => {
  assertEquals(guess(1.5, 2.25), { decimals: 2, range: [1.4, 2.4] });
  assertEquals(guess(0, 0.5), { decimals: 1, range: [0, 0.6] });
  assertEquals(guess(-5, -1), { decimals: 0, range: [-6, 0] });
  assertEquals(guess(41_943.5, 1), { decimals: 1, range: [0, 50_000] });
});

Deno.test("whatever a spec may hold is guessed so that it may", () => {
  for (const labels of [[7], [0, 0], [-3], [0.5], [1e-9, 2e-9], [4_194_304, 1], [-4_194_304, 9]]) {
    const target = guess(...labels);
    assertEquals(wrongRange(target), undefined, String(labels));
    assertEquals(labels.filter((label) => !inRange(Math.fround(label), target)), []);
  }
  // Values in another unit: only their owner knows which.
  assertEquals(wrongRange(guess(1e9, 2e9))?.includes("another unit"), true);
});
