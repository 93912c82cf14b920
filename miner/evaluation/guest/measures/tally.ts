/**
 * Answers, counted by class: all that the metrics of labels read.
 *
 * @module
 */

/** A model's answers to all samples, with the right ones. */
export interface Answers {
  /** One label per row; one outside the classes is a mistake, and no class */
  predictions: Int32Array;
  /** What is right, from 0 to classes − 1 */
  labels: Int32Array;
  classes: number;
}

/** Counts of rows. */
export interface Tally {
  rows: number;
  classes: number;
  /** All right rows */
  correct: number;
  /** By class, the rows that carry it as their label */
  carried: Float64Array;
  /** By class, the rows that are predicted to be it */
  predicted: Float64Array;
  /** By class, the rows where both are true */
  right: Float64Array;
  /** Rows whose prediction is outside the classes */
  others: number;
  /** Of the rows that are predicted within the classes, the sum of (label − prediction)² */
  squares: bigint;
}

/** Squares, each below 2³², that are added before their sum could pass 2⁵³. */
const SQUARES = 2 ** 20;

/** Counts. */
export function tally({ predictions, labels, classes }: Answers): Tally {
  const rows = labels.length;
  const carried = new Float64Array(classes);
  const predicted = new Float64Array(classes);
  const right = new Float64Array(classes);
  let [correct, others, squares] = [0, 0, 0n];
  for (let start = 0; start < rows; start += SQUARES) {
    const end = Math.min(rows, start + SQUARES);
    let some = 0;
    for (let row = start; row < end; row++) {
      const label = labels[row] ?? 0;
      const prediction = predictions[row] ?? -1;
      add(carried, label);
      if (prediction === label) {
        add(right, label);
        add(predicted, label);
        correct++;
      } else if (prediction >= 0 && prediction < classes) {
        add(predicted, prediction);
        some += (label - prediction) ** 2;
      } else others++;
    }
    squares += BigInt(some);
  }
  return { rows, classes, correct, carried, predicted, right, others, squares };
}

function add(counts: Float64Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}
