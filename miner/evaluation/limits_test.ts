import { assert, assertEquals } from "@std/assert";
import { busyTime, evaluationTime, memoryLimit, processorTime, roundTime } from "./limits.ts";

Deno.test("a model gets a minute and the time that the slowest machine needs, at most a day", () => {
  assertEquals(evaluationTime(0, 10_000), 60_000);
  assertEquals(evaluationTime(50_000_000, 10), 60_000 + 10_000);
  assertEquals(evaluationTime(Number.MAX_SAFE_INTEGER, 100_000_000), 86_400_000);
});

Deno.test("a round takes as long as its models, several at once, at the usual speed", () => {
  const mnist = { multiplyAdds: 50_000_000, rows: 10_000, models: 20, width: 1 };
  assertEquals(roundTime(mnist), 10_000);
  assertEquals(roundTime({ ...mnist, width: 2 }), 5_000);
  // The last one of five needs a third turn.
  assertEquals(roundTime({ ...mnist, models: 5, width: 2 }), 1_500);
});

Deno.test("a child is replaced long before the kernel ends it", () => {
  for (const evaluation of [1_000, 60_000, 86_400_000]) {
    assert(busyTime(evaluation) > 8 * evaluation);
    assert(busyTime(evaluation) < 8 * evaluation + 3_600_000);
    assertEquals(processorTime(evaluation), 2 * busyTime(evaluation) / 1_000);
  }
});

Deno.test("memory grows with data and model, and never beyond the machine", () => {
  const { total } = Deno.systemMemoryInfo();
  const small = memoryLimit(1_000_000, 1_000_000);
  assert(small >= Math.min(total, 2 ** 31));
  assert(memoryLimit(20_000_000, 8_000_000) >= Math.min(total, small + 12 * 19_000_000));
  assertEquals(memoryLimit(1e15, 1), Math.max(total, 1_280 * 2 ** 20));
  // Two engines' children together do not exceed the machine's memory either.
  assertEquals(memoryLimit(1e15, 1, 1 / 2), Math.max(total / 2, 1_280 * 2 ** 20));
  assertEquals(memoryLimit(1e15, 1, 1e-9), 1_280 * 2 ** 20);
});
