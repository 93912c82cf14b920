import { assertEquals } from "@std/assert";
import { showMeasured } from "../format/show_score.ts";
import {
  leastExpected,
  METRIC_NAMES,
  type MetricName,
  metricNamed,
  metricOf,
  metricTitle,
} from "./metrics.ts";
import { PERFECT_SCORE } from "./score.ts";

Deno.test("the protocol defines the metrics, and no others", async () => {
  const protocol = await Deno.readTextFile(new URL("../../docs/PROTOCOL.md", import.meta.url));
  const section = /## 5\. .*?(?=\n## )/s.exec(protocol)![0];
  const table = /\| metric .*?\n\n/s.exec(section)![0];
  const defined = [...table.matchAll(/^\| `([\w-]+)` /gm)].map(([, name]) => name);
  assertEquals(defined.sort(), [...METRIC_NAMES].sort());
});

/** Of 30 rows in 3 classes: the scores, from all of these, that so many right ones can have. */
const fitting = (name: MetricName, correct: number, scores: number[]) =>
  scores.filter((score) => metricNamed(name).fits(score, { correct, rows: 30, classes: 3 }));

Deno.test("a score that no run can have does not fit", () => {
  const { length } = METRIC_NAMES;
  assertEquals(length, 12);
  for (const name of METRIC_NAMES) {
    assertEquals(fitting(name, 13, [-1, 0.5, NaN, PERFECT_SCORE + 1]), [], name);
    assertEquals(fitting(name, 30, [PERFECT_SCORE]), [PERFECT_SCORE], name);
    const { oneRow, chance } = metricNamed(name);
    assertEquals(oneRow(40) >= PERFECT_SCORE / 40, true, name);
    assertEquals(chance(3, 1) < PERFECT_SCORE, true, name);
  }
  assertEquals(fitting("accuracy", 13, [43_332, 43_333, 43_334]), [43_333]);
  for (const name of ["balanced-accuracy", "macro-f1", "kappa"] as const) {
    assertEquals(fitting(name, 0, [0, 1]), [0], name);
    assertEquals(fitting(name, 29, [0, 96_000, PERFECT_SCORE]), [0, 96_000], name);
    assertEquals(fitting(name, 30, [0, PERFECT_SCORE - 1]), [], name);
  }
  assertEquals(fitting("kappa", 13, [43_333, 43_334]), [43_333]);
  // Next to the right class every time, where classes are in order.
  assertEquals(fitting("quadratic-kappa", 0, [90_000, PERFECT_SCORE]), [90_000]);
  for (const name of ["r2", "rmse", "mae"] as const) {
    assertEquals(fitting(name, 0, [0, 99_999, PERFECT_SCORE]), [0, 99_999], name);
    assertEquals(fitting(name, 30, [0, PERFECT_SCORE - 1]), [], name);
  }
  assertEquals(fitting("top-k", 13, [43_332, 43_333, PERFECT_SCORE]), [43_333, PERFECT_SCORE]);
  // A wrong row has at most one half for its label: a bit of log₂ 3, and 1/2 of 2/3.
  assertEquals(fitting("log-loss", 15, [0, 68_454, 68_455]), [0, 68_454]);
  assertEquals(fitting("brier", 15, [0, 62_501, 62_502]), [0, 62_501]);
  assertEquals(fitting("brier", 0, [0, 25_001, 25_002]), [0, 25_001]);
});

Deno.test("the least expected score is a tenth of the way from chance", () => {
  assertEquals(leastExpected({ metric: "accuracy", test: { classes: 10 } }), 19_000);
  assertEquals(leastExpected({ metric: "accuracy", test: { classes: 3 } }), 40_000);
  assertEquals(leastExpected({ metric: "top-k", k: 5, test: { classes: 10 } }), 55_000);
  assertEquals(leastExpected({ metric: "roc-auc", test: { classes: 10 } }), 55_000);
});

Deno.test("of values, a hundredth is least expected: an explained twentieth of the variance may win", () => {
  for (const metric of ["r2", "rmse", "mae"] as const) {
    assertEquals(leastExpected({ metric, test: {} }), 1_000, metric);
  }
});

Deno.test("a score that is not a share of right answers is named", () => {
  assertEquals(showMeasured(97_250, metricNamed("accuracy")), "97.250 %");
  assertEquals(showMeasured(97_250, { title: "kappa" }), "kappa 97.250 %");
});

Deno.test("words and tables name top-k with its k", () => {
  const { word, tells, title } = metricOf({ metric: "top-k", k: 5 });
  assertEquals([word, title], ["top-5 accuracy", "top-5"]);
  assertEquals(/among the 5 classes/.test(tells), true, tells);
  assertEquals(metricOf({ metric: "kappa" }), metricNamed("kappa"));
  assertEquals(metricTitle({ metric: "top-k", k: 5 }), "top-5");
  assertEquals(metricTitle({ metric: "kappa" }), "kappa");
});
