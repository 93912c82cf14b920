/**
 * From predictions to counts, and to what the counts hint at.
 *
 * @module
 */
import type { Core } from "../../../core-wasm/mod.ts";
import { type Hint, MOST_HINTED, type PassedOver } from "../../../protocol/score/hints.ts";
import { MAX_CONFUSION_CLASSES } from "../wire/requests.ts";
import type { Answered } from "./read_output.ts";

/** How a model's predictions compare with the labels. */
export interface Counts {
  correct: number;
  /** `classes × classes`, the label's row, the prediction's column; absent above 256 classes */
  confusion?: Uint32Array<ArrayBuffer>;
  /** By label, the rows whose prediction is outside the classes; absent above 256 classes */
  others?: Uint32Array<ArrayBuffer>;
  hints: Hint[];
}

/**
 * Counts.
 *
 * @param labels From 0 to classes − 1, one per row
 * @param passedOver The model's outputs that are not read because of their type
 */
export function countAnswers(
  core: Core,
  { predictions, improbable, single }: Answered,
  labels: Int32Array,
  classes: number,
  passedOver: readonly PassedOver[] = [],
): Counts {
  const confusion = classes <= MAX_CONFUSION_CLASSES
    ? core.scope((views) =>
      views.confusion(predictions, views.put(labels), classes).copy() as Uint32Array<ArrayBuffer>
    )
    : undefined;
  const made = predictions.view;
  const hints: Hint[] = [];
  if (improbable > 0) {
    hints.push({ kind: single ? "raw-logit" : "not-probabilities", rows: improbable });
  }
  if (passedOver.length > 0) hints.push({ kind: "outputs-passed-over", outputs: passedOver });
  const sums = confusion ? sumTable(confusion, classes) : sumRows(made, labels, classes);
  const { carried, predicted, classed, correct } = sums;
  const others = new Uint32Array(classes);
  if (classed < labels.length) {
    let [lowest, highest] = [Infinity, -Infinity];
    labels.forEach((label, row) => {
      const prediction = made[row] ?? 0;
      if (prediction >= 0 && prediction < classes) return;
      add(others, label, 1);
      lowest = Math.min(lowest, prediction);
      highest = Math.max(highest, prediction);
    });
    const rows = labels.length - classed;
    hints.push({ kind: "outside-classes", rows, lowest, highest, classes });
  }
  const missing: number[] = [];
  for (let label = 0; label < classes; label++) {
    if (predicted[label] === 0 && (carried[label] || others[label])) missing.push(label);
  }
  if (missing.length > 0) {
    const first = missing.slice(0, MOST_HINTED);
    hints.push({ kind: "never-predicted", count: missing.length, labels: first });
  }
  return { correct, confusion, others: confusion && others, hints };
}

/** Counts the values that are right to the last step. */
export function countValues(
  core: Core,
  { predictions }: Answered,
  labels: Int32Array,
  passedOver: readonly PassedOver[] = [],
): Counts {
  const correct = core.scope((views) => views.countEqual(predictions, views.put(labels)));
  const hints: Hint[] = [];
  if (passedOver.length > 0) hints.push({ kind: "outputs-passed-over", outputs: passedOver });
  return { correct, hints };
}

/** Rows whose prediction is a class: by label, by prediction, all of them, those that are right. */
interface Sums {
  carried: Uint32Array;
  predicted: Uint32Array;
  classed: number;
  correct: number;
}

/** Every row counts in one cell. The loop does nothing else: it runs once per model, cold. */
function sumTable(confusion: Uint32Array, classes: number): Sums {
  const carried = new Uint32Array(classes);
  const predicted = new Uint32Array(classes);
  let [classed, correct] = [0, 0];
  for (let label = 0, cell = 0; label < classes; label++) {
    let sum = 0;
    for (let prediction = 0; prediction < classes; prediction++) {
      const rows = confusion[cell++] ?? 0;
      sum += rows;
      predicted[prediction] = (predicted[prediction] ?? 0) + rows;
    }
    carried[label] = sum;
    classed += sum;
    correct += confusion[label * (classes + 1)] ?? 0;
  }
  return { carried, predicted, classed, correct };
}

function sumRows(predictions: Int32Array, labels: Int32Array, classes: number): Sums {
  const carried = new Uint32Array(classes);
  const predicted = new Uint32Array(classes);
  let [classed, correct] = [0, 0];
  predictions.forEach((prediction, row) => {
    if (prediction < 0 || prediction >= classes) return;
    const label = labels[row] ?? 0;
    add(carried, label, 1);
    add(predicted, prediction, 1);
    classed++;
    if (prediction === label) correct++;
  });
  return { carried, predicted, classed, correct };
}

function add(counts: Uint32Array, at: number, more: number): void {
  counts[at] = (counts[at] ?? 0) + more;
}
