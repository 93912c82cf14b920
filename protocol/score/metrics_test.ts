import { assertEquals } from "@std/assert";
import { showMeasured } from "../format/show_score.ts";
import { leastExpected, METRIC_NAMES, metricNamed } from "./metrics.ts";
import { PERFECT_SCORE } from "./score.ts";

const CLASSES = 4;
const labels = Int32Array.from({ length: 40 }, (_, row) => row % CLASSES);
const answersOf = (predictions: Int32Array) => ({
  predictions,
  labels,
  classes: CLASSES,
  correct: predictions.filter((label, row) => label === labels[row]).length,
});

Deno.test("the protocol defines the metrics, and no others", async () => {
  const protocol = await Deno.readTextFile(new URL("../../docs/PROTOCOL.md", import.meta.url));
  const section = /## 5\. .*?(?=\n## )/s.exec(protocol)![0];
  const table = /\| metric .*?\n\n/s.exec(section)![0];
  const defined = [...table.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
  assertEquals(defined.sort(), [...METRIC_NAMES].sort());
});

Deno.test("every metric gives 100 % for perfect answers and 0 % for wrong ones, and accepts its own scores", () => {
  const wrong = labels.map((label) => (label + 1) % CLASSES);
  const mixed = labels.map((label, row) => row % 3 === 0 ? -1 : row % 5 === 0 ? 0 : label);
  for (const name of METRIC_NAMES) {
    const { score, fits, oneRow, chance } = metricNamed(name);
    assertEquals([labels, wrong].map((given) => score(answersOf(given))), [PERFECT_SCORE, 0], name);
    for (const given of [labels, wrong, mixed]) {
      const answers = answersOf(given);
      const found = score(answers);
      assertEquals([Number.isInteger(found), fits(found, { ...answers, rows: 40 })], [true, true]);
    }
    assertEquals(oneRow(40) > 0 && chance(CLASSES) < PERFECT_SCORE, true, name);
  }
});

Deno.test("accuracy is the share of right answers, rounded down, and accepts no other score", () => {
  const { score, fits } = metricNamed("accuracy");
  const answers = answersOf(labels.map((label, row) => row < 13 ? label : -1));
  assertEquals(score(answers), 32_500);
  assertEquals(score({ ...answers, labels: labels.subarray(0, 30) }), 43_333);
  assertEquals([43_332, 43_333, 43_334].map((given) => fits(given, { correct: 13, rows: 30 })), [
    false,
    true,
    false,
  ]);
});

Deno.test("the least expected score is a tenth of the way from chance", () => {
  assertEquals(leastExpected({ metric: "accuracy", test: { classes: 10 } }), 19_000);
  assertEquals(leastExpected({ metric: "accuracy", test: { classes: 3 } }), 40_000);
});

Deno.test("a score that is not a share of right answers is named", () => {
  assertEquals(showMeasured(97_250, metricNamed("accuracy")), "97.250 %");
  assertEquals(showMeasured(97_250, { title: "kappa" }), "kappa 97.250 %");
});
