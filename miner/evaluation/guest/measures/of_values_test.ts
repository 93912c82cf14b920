import { assertAlmostEquals, assertEquals } from "@std/assert";
import { mae, r2, rmse } from "./of_values.ts";

const of = (...values: number[]) => Int32Array.from(values);

Deno.test("skills of predicted values, by hand", () => {
  const labels = of(1, 2, 3, 4, 10);
  const found = of(1, 2, 3, 4, 5);
  // Errors: 25 of 50 squared, 5 of 11 absolute: the median is 3.
  assertEquals([r2(labels, found), rmse(labels, found), mae(labels, found)], [
    50_000,
    29_289,
    54_545,
  ]);
});

Deno.test("perfect only without an error; no better than a constant is zero", () => {
  const labels = Int32Array.from({ length: 1_000 }, (_, row) => row * 8_000);
  const near = labels.slice();
  near[500]! += 1;
  for (const skill of [r2, rmse, mae]) {
    assertEquals(skill(labels, labels), 100_000);
    assertEquals(skill(labels, near), 99_999);
    assertEquals(skill(labels, labels.toReversed()), 0);
    // One value, all over: right is perfect, and anything else is nothing.
    assertEquals(skill(of(7, 7), of(7, 7)), 100_000);
    assertEquals(skill(of(7, 7), of(7, 8)), 0);
  }
  assertEquals(mae(of(0, 10, 20, 30), of(10, 10, 10, 10)), 0, "the lower median is a guess");
});

Deno.test("large ranges do not lose a digit", () => {
  const rows = 10_000;
  let state = 1;
  const random = () => (state = Math.imul(state, 48_271) >>> 0) % 8_388_608;
  const labels = Int32Array.from({ length: rows }, random);
  const found = labels.map((label) => Math.max(0, label - (random() >> 3)));
  let [squares, spread] = [0, 0];
  const mean = labels.reduce((sum, label) => sum + label, 0) / rows;
  labels.forEach((label, row) => {
    squares += (label - found[row]!) ** 2;
    spread += (label - mean) ** 2;
  });
  assertAlmostEquals(r2(labels, found), 100_000 * (1 - squares / spread), 1);
  assertAlmostEquals(rmse(labels, found), 100_000 * (1 - Math.sqrt(squares / spread)), 1);
});
