/** The exponents of known curves, and when a series exceeds its limit. */
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { exponentOf, type Point } from "./exponent.ts";
import { fitted, rounded, type Series } from "./series.ts";

const SIZES = [1, 10, 100, 1_000];
const along = (curve: (size: number) => number): Point[] =>
  SIZES.map((size) => [size, curve(size)]);

Deno.test("a power's exponent is found, whatever its factor", () => {
  for (const power of [0, 0.5, 1, 2]) {
    assertAlmostEquals(exponentOf(along((size) => 17 * size ** power)), power, 1e-12);
  }
});

Deno.test("least squares weigh all sizes", () => {
  // Logarithms 0, 1, 2 and 0, 0, 3: the slope is Σ(x−1)(y−1) / Σ(x−1)² = 3 / 2.
  assertAlmostEquals(exponentOf([[1, 1], [10, 1], [100, 1_000]]), 1.5, 1e-12);
});

Deno.test("numbers without a logarithm, or a single size, have no exponent", () => {
  for (const points of [[[1, 0], [10, 1]], [[1, NaN], [10, 1]], [[10, 1], [10, 2]], [[1, 1]]]) {
    assertThrows(() => exponentOf(points as unknown as Point[]), RangeError);
  }
});

Deno.test("the last two sizes show a square that the fit over all hides", () => {
  const series = (limit: Series["limit"], curve: (size: number) => number): Series => ({
    name: "any",
    against: "models",
    unit: "ms",
    limit,
    points: along(curve),
  });
  const square = fitted(series("linear", (size) => 1_000 + size ** 2));
  assertEquals([square.exponent < 1.1, square.tail > 1.1, square.exceeds], [true, true, true]);
  assertEquals(fitted(series("linear", (size) => 5 * size)).exceeds, false);
  assertEquals(fitted(series("flat", (size) => 50_000 + 12 * Math.log10(size))).exceeds, false);
  assertEquals(fitted(series("flat", (size) => 50_000 + 40 * size)).exceeds, true);
});

Deno.test("an exponent of nearly zero has no sign", () => {
  assertEquals([-0.001, 0.001, -0.06, 1].map((each) => rounded(each, 2)), [
    "0.00",
    "0.00",
    "-0.06",
    "1.00",
  ]);
});
