import { assertEquals } from "@std/assert";
import { compareVerdicts } from "./compare_verdicts.ts";
import type { Verdict } from "./verdict_of.ts";

const scored = (predictions: number[], lead: number[]) =>
  ({
    kind: "scored",
    score: 10 * (predictions[1] ?? 0),
    rows: predictions.length,
    predictions: Int32Array.from(predictions),
    margins: { lead: Float32Array.from(lead) },
  }) as unknown as Verdict;
const invalid = (rule: string): Verdict => ({
  kind: "invalid",
  rule,
  found: "",
  advice: { kind: "shrink" },
});

Deno.test("rows with different labels are listed with the lead of each engine", () => {
  assertEquals(compareVerdicts(scored([1, 2, 3], [9, 0.5, 9]), scored([1, 4, 3], [9, 0.25, 9])), {
    kind: "compared",
    rows: 3,
    scores: [20, 40],
    differences: [{ row: 1, labels: [2, 4], leads: [0.5, 0.25] }],
  });
});

Deno.test("INVALID agrees only with INVALID by the same rule", () => {
  const agree = (a: Verdict, b: Verdict) => {
    const comparison = compareVerdicts(a, b);
    return comparison.kind === "invalid" && comparison.agree;
  };
  assertEquals(agree(invalid("output"), invalid("output")), true);
  assertEquals(agree(invalid("output"), invalid("runtime")), false);
  assertEquals(agree(invalid("output"), scored([1], [1])), false);
});
