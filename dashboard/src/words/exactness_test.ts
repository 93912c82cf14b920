import { assertEquals, assertMatch } from "@std/assert";
import { mnistSpec } from "../../../miner/dataset/mnist_spec.ts";
import { INVALID_SCORE } from "../../../protocol/score/score.ts";
import { exactnessOf } from "./exactness.ts";

Deno.test("the size of a test set decides which differences count", () => {
  const spec = mnistSpec();
  const found = exactnessOf(spec, [99_100, 98_900, 98_000, undefined, INVALID_SCORE])!;
  assertEquals([99_100, 98_900, 98_000, INVALID_SCORE].map(found.likeBest), [
    false,
    true,
    false,
    false,
  ]);
  assertEquals([found.around(99_100), found.around(50_000)], ["±0.19", "±0.98"]);
  assertMatch(found.note, /10,000 test samples/);
  const small = { ...spec, test: { ...spec.test, rows: 100 } };
  assertEquals(exactnessOf(small, [99_000, 95_000])!.likeBest(95_000), true);
  assertEquals(exactnessOf(small, [99_000])!.around(99_000), "±2.6");
});

Deno.test("nothing is said without a spec or a score", () => {
  assertEquals(exactnessOf(undefined, [1]), undefined);
  assertEquals(exactnessOf(mnistSpec(), [undefined, INVALID_SCORE]), undefined);
});
