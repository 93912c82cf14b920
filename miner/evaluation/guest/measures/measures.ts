/**
 * How each metric of protocol/score/metrics.ts is computed, on miners and in the page alike.
 *
 * @module
 */
import type { Region, Views } from "../../../../core-wasm/mod.ts";
import { type MetricName, type MetricSpec } from "../../../../protocol/score/metrics.ts";
import { scoreOf } from "../../../../protocol/score/score.ts";
import { balancedAccuracy, kappa, macroF1, quadraticKappa } from "./of_labels.ts";
import { brier, logLoss, type Sum } from "./of_probabilities.ts";
import { mae, r2, rmse } from "./of_values.ts";
import { rocAuc } from "./roc_auc.ts";
import { type Tally, tally } from "./tally.ts";

/** One metric over one run. */
export interface Measure {
  /** Takes the outputs of the next rows, `columns` values each; absent if labels are enough */
  take?: (values: Region<Float32Array>, columns: number, views: Views) => void;
  /**
   * A whole number from 0 to 100,000, rounded down, and the same on every machine
   *
   * @param predictions One label for each row
   * @param correct Rows whose prediction is the label
   */
  score(predictions: Int32Array, correct: number): number;
}

/** What is judged, and the truth. */
interface Task extends MetricSpec {
  /** From 0 to classes − 1, one for each row */
  labels: Int32Array;
  classes: number;
}

/**
 * Starts to measure.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { measureOf } from "./measures.ts";
 *
 * const labels = Int32Array.of(0, 0, 0, 1);
 * const guess = Int32Array.of(0, 0, 0, 0);
 * const score = (metric: "accuracy" | "balanced-accuracy") =>
 *   measureOf({ metric, labels, classes: 2 }).score(guess, 3);
 * assertEquals([score("accuracy"), score("balanced-accuracy")], [75_000, 50_000]);
 * ```
 */
export function measureOf(task: Task): Measure {
  return MEASURES[task.metric](task);
}

const MEASURES: Record<MetricName, (task: Task) => Measure> = {
  accuracy: ({ labels }) => ({ score: (_, correct) => scoreOf(correct, labels.length) }),
  "balanced-accuracy": ofLabels(balancedAccuracy),
  "macro-f1": ofLabels(macroF1),
  kappa: ofLabels(kappa),
  "quadratic-kappa": ofLabels(quadraticKappa),
  "top-k": topK,
  "roc-auc": ({ labels }) => {
    let [kept, width, filled] = [new Float32Array(), 0, 0];
    return {
      take({ view }, columns) {
        if (filled === 0) kept = new Float32Array(labels.length * columns);
        kept.set(view, filled);
        filled += view.length;
        width = columns;
      },
      score: () => rocAuc(kept, width, labels),
    };
  },
  "log-loss": summed(logLoss),
  brier: summed(brier),
  r2: ofValues(r2),
  rmse: ofValues(rmse),
  mae: ofValues(mae),
};

function ofValues(
  score: (labels: Int32Array, predictions: Int32Array) => number,
): (task: Task) => Measure {
  return ({ labels }) => ({ score: (predictions) => score(labels, predictions) });
}

function ofLabels(score: (tally: Tally) => number): (task: Task) => Measure {
  return ({ labels, classes }) => ({
    score: (predictions) => score(tally({ predictions, labels, classes })),
  });
}

function summed(start: (rows: number, classes: number) => Sum): (task: Task) => Measure {
  return ({ labels, classes }) => {
    const sum = start(labels.length, classes);
    let row = 0;
    return {
      take({ view }, columns) {
        const rows = view.length / columns;
        sum.add(view, columns, labels.subarray(row, row + rows));
        row += rows;
      },
      score: sum.score,
    };
  };
}

function topK({ labels, k = 1 }: Task): Measure {
  let [row, found] = [0, 0];
  return {
    take(values, columns, views) {
      const rows = values.length / columns;
      const right = views.put(labels.subarray(row, row + rows));
      // One column is the probability of the second of two classes.
      found += columns === 1
        ? views.countEqual(views.threshold(values), right)
        : views.topK(values, columns, right, k);
      row += rows;
    },
    score: () => scoreOf(found, labels.length),
  };
}
