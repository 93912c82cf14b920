import { assertEquals } from "@std/assert";
import { tenthsOf } from "./tenths.ts";

Deno.test("tenths have about as many rows each, and equal values share one", () => {
  const rising = Int32Array.from({ length: 1_000 }, (_, row) => row * row);
  const { tenths, tenthOf } = tenthsOf(rising);
  assertEquals(tenths, 10);
  const counts = Array<number>(tenths).fill(0);
  for (const value of rising) counts[tenthOf(value)]!++;
  assertEquals(counts, Array(10).fill(100));
  const few = tenthsOf(Int32Array.of(5, 5, 5, 5, 5, 5, 9, 9, 9, 9));
  assertEquals([few.tenths, few.tenthOf(5), few.tenthOf(9)], [2, 0, 1]);
  assertEquals(tenthsOf(Int32Array.of(3, 3)).tenths, 2);
});
