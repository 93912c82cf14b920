import { assertEquals } from "@std/assert";
import { createBackOff } from "./back_off.ts";

Deno.test("a competition that keeps failing rests twice as long each time, up to a limit, and delays no other", () => {
  const backOff = createBackOff(10, 40);
  const waits = [0, 10, 30, 70].map((now) => {
    assertEquals(backOff.resting(now), new Set());
    const found = backOff.note([1n, 2n], new Set([2n]), now);
    assertEquals(backOff.resting(now), new Set([2n]));
    return found.get(2n);
  });
  assertEquals(waits, [10, 20, 40, 40]);
  assertEquals(backOff.resting(109), new Set([2n]));
  backOff.note([1n, 2n], new Set(), 110);
  assertEquals(backOff.note([2n], new Set([2n]), 111), new Map([[2n, 10]]));
});

Deno.test("a competition that was not polled rests as long as before", () => {
  const backOff = createBackOff(10, 40);
  backOff.note([2n], new Set([2n]), 0);
  backOff.note([1n], new Set(), 5);
  assertEquals(backOff.resting(9), new Set([2n]));
});
