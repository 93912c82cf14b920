import { assert, assertEquals } from "@std/assert";
import { loadCore } from "../../../../core-wasm/mod.ts";
import { METRIC_NAMES, type MetricName, metricNamed } from "../../../../protocol/score/metrics.ts";
import { PERFECT_SCORE } from "../../../../protocol/score/score.ts";
import { log2, LOG_PARTS, Product } from "./logarithm.ts";
import { measureOf } from "./measures.ts";
import { countImprobable } from "./of_probabilities.ts";
import { tally } from "./tally.ts";

const core = loadCore();

/** A metric of outputs, which come a row at a time. */
function ofOutputs(metric: MetricName, classes: number, labels: number[], rows: number[][], k = 1) {
  const measure = measureOf({ metric, k, classes, labels: Int32Array.from(labels) });
  for (const row of rows) {
    core.scope((views) => measure.take!(views.put(Float32Array.from(row)), row.length, views));
  }
  return measure.score(new Int32Array(), 0);
}

function ofLabels(metric: MetricName, classes: number, labels: number[], predictions: number[]) {
  const correct = labels.filter((label, row) => label === predictions[row]).length;
  return measureOf({ metric, classes, labels: Int32Array.from(labels) })
    .score(Int32Array.from(predictions), correct);
}

const READ = METRIC_NAMES.filter((name) => metricNamed(name).reads === "labels");

Deno.test("every metric of labels has its ends, and counts a prediction outside the classes as wrong", () => {
  const labels = [0, 1, 2, 3, 0, 1, 2, 3];
  for (const name of READ) {
    assertEquals(ofLabels(name, 4, labels, labels), PERFECT_SCORE, name);
    assertEquals(ofLabels(name, 4, labels, labels.map(() => -1)), 0, name);
    assertEquals(ofLabels(name, 4, labels, labels.map(() => 4)), 0, name);
    const once = ofLabels(name, 4, labels, [-1, ...labels.slice(1)]);
    assert(once > 60_000 && once < PERFECT_SCORE, `${name} ${once}`);
    // One class has all: right is right, also where chance explains it.
    assertEquals(ofLabels(name, 4, [2, 2, 2], [2, 2, 2]), PERFECT_SCORE, name);
  }
});

Deno.test("sums that a Number cannot hold are exact", () => {
  // 65,535 steps off, 2²¹ + 1 times: 2⁵³ and more.
  const rows = 2 ** 21 + 2;
  const labels = new Int32Array(rows).fill(65_535);
  const predictions = new Int32Array(rows);
  labels[0] = 0;
  predictions[1] = 65_535;
  const { squares } = tally({ predictions, labels, classes: 65_536 });
  assertEquals(squares, BigInt(rows - 2) * 65_535n ** 2n);
  // 2¹² values that are each 2²⁴ off.
  const far = Array.from({ length: 4_096 }, () => [0, 1]);
  assertEquals(ofOutputs("brier", 2, far.map(() => 0), far), 0);
  assertEquals(ofOutputs("brier", 2, far.map((_, row) => row & 1), far), 0);
  assertEquals(ofOutputs("brier", 2, far.map((_, row) => row & 3 ? 1 : 0), far), 0);
  assertEquals(ofOutputs("brier", 2, far.map((_, row) => row & 7 ? 1 : 0), far), 50_000);
});

Deno.test("top-k takes the lower index of equal scores first, and one column as the second class", () => {
  const tied = [[1, 1, 1], [1, 1, 1], [1, 1, 1], [-Infinity, -Infinity, -Infinity]];
  assertEquals([1, 2].map((k) => ofOutputs("top-k", 3, [0, 1, 2, 0], tied, k)), [50_000, 75_000]);
  assertEquals(ofOutputs("top-k", 2, [0, 1, 0], [[0.4], [0.5], [0.5]]), 66_666);
});

Deno.test("ROC AUC counts ties by half, ranks infinities, and takes −0 for 0", () => {
  const one = (labels: number[], values: number[]) =>
    ofOutputs("roc-auc", 2, labels, values.map((value) => [value]));
  assertEquals(one([0, 0, 1, 1], [1, 2, 3, 4]), PERFECT_SCORE);
  assertEquals(one([1, 1, 0, 0], [1, 2, 3, 4]), 0);
  assertEquals(one([0, 1, 0, 1], [7, 7, 7, 7]), 50_000);
  assertEquals(one([0, 1], [-0, 0]), 50_000);
  assertEquals(one([0, 1], [-1e-45, -0]), PERFECT_SCORE);
  assertEquals(one([0, 1, 1], [-Infinity, -3e38, Infinity]), PERFECT_SCORE);
  assertEquals(one([1, 1], [1, 2]), 50_000);
  // The second of two columns, whatever the first says.
  assertEquals(ofOutputs("roc-auc", 2, [0, 1], [[0, 1], [9, 2]]), PERFECT_SCORE);
  // Class 2 does not occur: the mean is of 1 and 0.
  assertEquals(ofOutputs("roc-auc", 3, [0, 1], [[2, 2, 0], [1, 1, 0]]), 50_000);
});

Deno.test("log loss is skill against a uniform guess, in proportion, and bounded", () => {
  const loss = (classes: number, labels: number[], rows: number[][]) =>
    ofOutputs("log-loss", classes, labels, rows);
  assertEquals(loss(2, [0, 1], [[1, 0], [0, 1]]), PERFECT_SCORE);
  assertEquals(loss(2, [0, 1], [[0.5], [0.5]]), 0);
  assertEquals(loss(4, [0, 1], [[1, 1, 1, 1], [0.25, 0.25, 0.25, 0.25]]), 0);
  // Half a bit of two, and a bit of two.
  assertEquals(loss(4, [0, 1], [[1, 0, 0, 0], [0, 1, 0, 1]]), 75_000);
  assertEquals(loss(4, [0, 1], [[7, -7, NaN, -Infinity], [-0, Infinity, 0, 1]]), 75_000);
  // One row of a hundred has nothing for its label, or less than 2^−23: 23 bits of 100.
  const sure = (right: boolean) => right ? [0, 1] : [1, 0];
  const rows = Array.from({ length: 100 }, (_, row) => sure(row > 0));
  assertEquals(loss(2, rows.map(() => 1), rows), 77_000);
  assertEquals(loss(2, rows.map(() => 1), rows.map((row, at) => at > 0 ? row : [0, 0])), 77_000);
  assertEquals(loss(2, rows.map(() => 1), rows.map((row, at) => at > 0 ? row : [1, 1e-8])), 77_000);
  assertEquals(loss(2, rows.map(() => 1), rows.map((row, at) => at > 0 ? row : [1, 2e-7])), 77_746);
});

Deno.test("a product's logarithm is exact in powers of two, and near the true one of millions", () => {
  assertEquals(
    [1, 2, 3, 10].map((each) => Number(log2(each)) / Number(LOG_PARTS)),
    [
      0,
      1,
      1.584962500724941,
      3.3219280948396772,
    ].map((each) => Math.floor(each * 2 ** 32) / 2 ** 32),
  );
  const product = new Product();
  let sum = 0;
  for (let factor = 1; factor <= 1_000_000; factor++) {
    product.times(factor);
    sum += Math.log2(factor);
  }
  const off = sum - Number(product.log2()) / Number(LOG_PARTS);
  assert(off >= 0 && off < 1_000_000 * 2 ** -24, String(off));
});

Deno.test("rows that are not probabilities are counted", () => {
  const count = (columns: number, ...values: number[]) =>
    countImprobable(Float32Array.from(values), columns);
  assertEquals(count(2, 0.25, 0.75, 1, 0, 0.5, 0.6, -0.5, 1.5, Infinity, 0), 3);
  assertEquals(count(1, 0, 1, 0.3, -0.1, 1.1), 2);
  assertEquals(count(3, 0.333, 0.333, 0.333), 0);
});
