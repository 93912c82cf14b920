/**
 * A model that anybody writes in a minute: the class whose mean is nearest.
 *
 * @module
 */
import type { DataSet } from "../dataset/data_set.ts";
import { kept, type Skipped, type TrivialFinding } from "./finding.ts";

/** Values of all means: 128 MB. */
const MOST_VALUES = 2 ** 24;
/** Multiplications: some seconds. */
const MOST_WORK = 3e9;
/** Two distances are a tie if float32 could not tell them apart. */
const TIE = 2 ** -22;
/** Of what guessing the most frequent label leaves wrong, what makes a contest of rounding. */
const EASY = 0.99;
/** Share of ties that moves scores. */
const MANY_TIES = 0.01;

/** How far it gets. Without a validation set, each half learns from the other. */
export async function tryTrivial(
  test: DataSet,
  validation: DataSet | undefined,
  counts: Float64Array,
  pause: () => Promise<void> | void = () => {},
): Promise<TrivialFinding | Skipped> {
  const classes = counts.length;
  const { features } = test;
  if (2 * classes * features > MOST_VALUES) {
    return { check: "trivial", because: `${classes} means of ${features} values are too many` };
  }
  const fills = columnMeans(validation ?? test);
  const forEven = validation === undefined
    ? meansOf(test, classes, fills, 1)
    : meansOf(validation, classes, fills);
  const forOdd = validation === undefined ? meansOf(test, classes, fills, 0) : forEven;
  const step = Math.max(1, Math.ceil(test.rows * classes * features / MOST_WORK)) | 1;
  let [rows, right, ties] = [0, 0, 0];
  for (let row = 0; row < test.rows; row += step) {
    if ((rows & 1_023) === 0) await pause();
    const means = row & 1 ? forOdd : forEven;
    const found = nearest(test, row, means, fills);
    rows++;
    if (found.label === test.labels[row]) right++;
    if (found.tie) ties++;
  }
  const majority = counts.reduce((a, b) => Math.max(a, b), 0) / test.rows;
  const gain = majority === 1 ? 0 : (right / rows - majority) / (1 - majority);
  return {
    check: "trivial",
    level: gain >= EASY || ties >= MANY_TIES * rows ? "look" : "fine",
    from: validation === undefined ? "other half" : "validation",
    rows,
    right,
    ties,
    majority: kept(majority),
  };
}

interface Means {
  /** By class, `features` each */
  values: Float64Array;
  /** Classes without rows have no mean */
  counts: Float64Array;
}

/** The mean of every column, of the values that are not missing. */
function columnMeans({ inputs, rows, features }: DataSet): Float64Array {
  const sums = new Float64Array(features);
  const counts = new Float64Array(features);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < features; i++) {
      const value = inputs[row * features + i] ?? 0;
      if (Number.isNaN(value)) continue;
      sums[i] = (sums[i] ?? 0) + value;
      counts[i] = (counts[i] ?? 0) + 1;
    }
  }
  return sums.map((sum, i) => sum / Math.max(1, counts[i] ?? 0));
}

/** A value, or what stands for it if it is missing. */
function filled(value: number, fill: number): number {
  return Number.isNaN(value) ? fill : value;
}

/** @param half Only rows whose number is odd (1) or even (0) */
function meansOf(
  { inputs, labels, rows, features }: DataSet,
  classes: number,
  fills: Float64Array,
  half?: 0 | 1,
): Means {
  const values = new Float64Array(classes * features);
  const counts = new Float64Array(classes);
  for (let row = half ?? 0; row < rows; row += half === undefined ? 1 : 2) {
    const label = labels[row] ?? 0;
    // A validation set may have labels that the test set's classes do not include.
    if (label >= classes) continue;
    counts[label] = (counts[label] ?? 0) + 1;
    const [from, to] = [row * features, label * features];
    for (let i = 0; i < features; i++) {
      values[to + i] = (values[to + i] ?? 0) + filled(inputs[from + i] ?? 0, fills[i] ?? 0);
    }
  }
  for (let label = 0; label < classes; label++) {
    const count = counts[label] ?? 0;
    if (count === 0) continue;
    for (let i = label * features, end = i + features; i < end; i++) {
      values[i] = (values[i] ?? 0) / count;
    }
  }
  return { values, counts };
}

function nearest(
  { inputs, features }: DataSet,
  row: number,
  { values, counts }: Means,
  fills: Float64Array,
): { label: number; tie: boolean } {
  const from = row * features;
  let [label, least, second] = [-1, Infinity, Infinity];
  for (let each = 0; each < counts.length; each++) {
    if (counts[each] === 0) continue;
    let distance = 0;
    const to = each * features;
    for (let i = 0; i < features; i++) {
      const apart = filled(inputs[from + i] ?? 0, fills[i] ?? 0) - (values[to + i] ?? 0);
      distance += apart * apart;
    }
    if (distance < least) [label, least, second] = [each, distance, least];
    else if (distance < second) second = distance;
  }
  return { label, tie: second !== Infinity && second - least <= TIE * second };
}
