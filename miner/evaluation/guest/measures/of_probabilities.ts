/**
 * Metrics of probabilities: docs/PROTOCOL.md, section 5. A value is clipped to 0…1 and cut to whole
 * parts, so that everything after it is exact.
 *
 * @module
 */
import { log2, LOG_PARTS, Product } from "./logarithm.ts";
import { scoreOfShare } from "./of_labels.ts";

/** Parts of 1 in log loss, over all columns of a row: their sum is a Number. */
const ROW_PARTS = 2 ** 52;
/** Parts of 1 in Brier: float32 from one half on, and squares that fit into a Number. */
const PARTS = 2 ** 24;
/** The smallest probability that counts is 2^−23: float32's epsilon, as in scikit-learn. */
const MOST_BITS = 23;
const LEAST = 2 ** MOST_BITS;
/** A Number takes another square below this. */
const FULL = 2 ** 52;

/** A metric that adds row to row. */
export interface Sum {
  /** The next rows: their values, `columns` each, and one label for each */
  add(values: Float32Array, columns: number, labels: Int32Array): void;
  score(): number;
}

/**
 * Log loss as skill against a uniform guess. Each row's share of its label is multiplied into one
 * product, so there is one logarithm per model.
 */
export function logLoss(rows: number, classes: number): Sum {
  const [labelled, all] = [new Product(), new Product()];
  const parts = ROW_PARTS / 2 ** (32 - Math.clz32(classes - 1));
  let clipped = 0;
  return {
    add(values, columns, labels) {
      for (let row = 0, at = 0; row < labels.length; row++, at += columns) {
        const label = labels[row] ?? 0;
        let [sum, own] = [parts, cut(values[at] ?? 0, parts)];
        if (columns === 1) {
          if (label === 0) own = parts - own;
        } else {
          sum = 0;
          for (let column = 0; column < columns; column++) {
            sum += cut(values[at + column] ?? 0, parts);
          }
          own = cut(values[at + label] ?? 0, parts);
        }
        if (own * LEAST <= sum) clipped++;
        else {
          labelled.times(own);
          all.times(sum);
        }
      }
    },
    score() {
      const lost = all.log2() - labelled.log2() + BigInt(MOST_BITS * clipped) * LOG_PARTS;
      const guess = BigInt(rows) * log2(classes);
      return scoreOfShare(guess - lost, guess);
    },
  };
}

/** The Brier score, squared distances summed over classes, as skill against a uniform guess. */
export function brier(rows: number, classes: number): Sum {
  let [sum, full, twice] = [0, 0n, false];
  return {
    add(values, columns, labels) {
      // What a closure holds is slow to change.
      let some = sum;
      for (let row = 0, at = 0; row < labels.length; row++, at += columns) {
        const label = columns === 1 ? (labels[row] ?? 0) - 1 : labels[row] ?? 0;
        for (let column = 0; column < columns; column++) {
          const distance = cut(values[at + column] ?? 0, PARTS) - (column === label ? PARTS : 0);
          some += distance * distance;
          if (some < FULL) continue;
          some -= FULL;
          full++;
        }
      }
      sum = some;
      twice = columns === 1;
    },
    score() {
      // One column is as far off for either class.
      const squares = (BigInt(sum) + full * BigInt(FULL)) * (twice ? 2n : 1n);
      const guess = BigInt(classes - 1) * BigInt(rows) * BigInt(PARTS) ** 2n;
      return scoreOfShare(guess - BigInt(classes) * squares, guess);
    },
  };
}

/** Whole parts of a value clipped to 0…1. */
function cut(value: number, parts: number): number {
  return value > 0 ? value < 1 ? Math.floor(value * parts) : parts : 0;
}

/** How far from 1 a row's sum may be until it is counted. */
const NEAR_ONE = 0.01;

/** Rows with a value that is not a probability, or that do not add up to about 1. */
export function countImprobable(values: Float32Array, columns: number): number {
  let count = 0;
  for (let at = 0; at < values.length; at += columns) {
    let [sum, within] = [0, true];
    for (let column = 0; column < columns; column++) {
      const value = values[at + column] ?? 0;
      if (value < 0 || value > 1) within = false;
      sum += value;
    }
    if (!within || (columns > 1 && Math.abs(sum - 1) > NEAR_ONE)) count++;
  }
  return count;
}
