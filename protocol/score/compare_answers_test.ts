import { assertAlmostEquals, assertEquals } from "@std/assert";
import { compareAnswers, compareValues } from "./compare_answers.ts";

/** So many rows that only the first has right, and only the second, and 5 that both have. */
function split(first: number, second: number) {
  const rows = first + second + 5;
  const answers = (wrong: (row: number) => boolean) =>
    Array.from({ length: rows }, (_, row) => wrong(row) ? 1 : 0);
  const labels = new Array(rows).fill(0);
  return compareAnswers(
    answers((row) => row >= first && row < first + second),
    answers((row) => row < first),
    labels,
  );
}

Deno.test("rows are counted by which models are right", () => {
  assertEquals(compareAnswers([0, 1, -1, 7], [0, 2, -1, 8], [0, 1, 2, 3]), {
    rows: 4,
    same: 2,
    bothRight: 1,
    onlyFirst: 1,
    onlySecond: 0,
    neitherRight: 2,
    chance: 1,
  });
});

Deno.test("of values, the nearer one wins a row, however few are exact", () => {
  const labels = [100, 200, 300, 400, 500, 600];
  assertEquals(
    compareValues([101, 201, 300, 410, 400, 600], [102, 209, 299, 390, 490, 600], labels),
    {
      rows: 6,
      same: 1,
      bothRight: 1,
      onlyFirst: 3,
      onlySecond: 1,
      neitherRight: 1,
      chance: 0.625,
    },
  );
});

/** R's binom.test(first, first + second)$p.value. */
Deno.test("the chance of a split is a fair coin's", () => {
  assertEquals([split(0, 0), split(1, 1), split(10, 10)].map(({ chance }) => chance), [1, 1, 1]);
  assertAlmostEquals(split(0, 5).chance, 0.0625, 1e-12);
  assertAlmostEquals(split(12, 3).chance, 0.03515625, 1e-12);
  assertAlmostEquals(split(60, 40).chance, 0.05688793, 1e-8);
  assertEquals(split(3_000, 0).chance, 0);
});
