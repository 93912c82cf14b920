import { assertMatch } from "@std/assert";
import { compareAnswers, compareValues } from "../../../protocol/score/compare_answers.ts";
import { tellComparison } from "./comparing.ts";

/** Rows that only the first has right, only the second, and both. */
const told = (first: number, second: number, both: number) => {
  const labels = new Array(first + second + both).fill(0);
  return tellComparison(compareAnswers(
    labels.map((_, row) => (row >= first && row < first + second ? 1 : 0)),
    labels.map((_, row) => (row < first ? 1 : 0)),
    labels,
  ));
};

Deno.test("a difference is chance, or more", () => {
  assertMatch(told(0, 0, 10), /agree on 100.00 % of 10 rows: .* same model$/);
  assertMatch(told(3, 3, 4), /agree on 40.00 %.*equally often$/);
  assertMatch(told(3, 1, 6), /this one is ahead, which may be chance \(p = 0.625\)$/);
  assertMatch(told(1, 9, 0), /the other is better by more than chance \(p = 0.021\)$/);
  assertMatch(told(900, 100, 2_000), /this one is better by more than chance \(p < 0.001\)$/);
});

Deno.test("of values, the sentence says which is nearer more often", () => {
  const labels = new Array(20).fill(500);
  const [near, far] = [labels.map((label) => label + 1), labels.map((label) => label + 9)];
  const say = (first: number[], second: number[]) =>
    tellComparison(compareValues(first, second, labels), true);
  assertMatch(
    say(near, far),
    /agree on 0.00 %.*this one is nearer more often than chance explains/,
  );
  assertMatch(say([...far.slice(2), 500, 500], far), /; this one is nearer .* may be chance/);
  assertMatch(say(far, labels.map((label) => label - 9)), /each is nearer equally often$/);
});
