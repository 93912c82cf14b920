/**
 * Columns one by one: constant ones, and those that give the label away.
 *
 * @module
 */
import type { DataSet } from "../dataset/data_set.ts";
import { type ConstantFinding, kept, type LeakFinding } from "./finding.ts";

/** Counters of parts and classes: of even rows, and of odd ones. */
type Halves = readonly [Uint32Array, Uint32Array];

/** Rows that are looked at, evenly spread: enough to know a share to a third of a percent. */
const MOST_ROWS = 100_000;
/** Values that decide where a column is divided. */
const SAMPLE = 4_096;
/** Parts of a column; one with fewer values has a part for each. */
const PARTS = 64;
/** Counters of parts and classes. */
const MOST_COUNTERS = 2 ** 20;
/** Fewer rows say nothing about a column. */
const FEWEST_ROWS = 20;
/**
 * Of what guessing the most frequent label leaves wrong, the share that a column gets right. The
 * width of a petal gets 0.94 of iris, honestly; a label in another coding gets all.
 */
const SUSPICIOUS = 0.7;
const LOOK = 0.9;
const SERIOUS = 0.99;
/** What stands for missing cells: the least of float32. */
const MISSING = -3.4028234663852886e38;
/** Columns that a report names. */
const NAMED = 5;

/** Columns with one value in all rows. */
export function findConstant(
  { inputs, rows, features }: DataSet,
  isImage: boolean,
): ConstantFinding {
  const varies = new Uint8Array(features);
  for (let row = 1; row < rows; row++) {
    const at = row * features;
    for (let column = 0; column < features; column++) {
      if (!Object.is(inputs[at + column], inputs[column])) varies[column] = 1;
    }
  }
  const constant = [...varies.keys()].filter((column) => varies[column] === 0);
  return {
    check: "constant",
    // The corners of images are often one colour.
    level: constant.length === features
      ? "serious"
      : constant.length === 0 || isImage
      ? "fine"
      : "look",
    features,
    constant: constant.length,
    first: constant.slice(0, NAMED),
  };
}

/**
 * How well each column alone guesses the label: each half of the rows by what the other half shows, so
 * that a column of different numbers is not taken for an answer.
 *
 * @param onColumn Called before each column
 */
export async function findLeaks(
  data: DataSet,
  classes: number,
  onColumn: (column: number) => Promise<void> | void = () => {},
): Promise<LeakFinding> {
  const { rows, features, inputs, labels } = data;
  const step = Math.max(1, Math.ceil(rows / MOST_ROWS));
  const seen = Math.ceil(rows / step);
  const values = new Float32Array(seen);
  const marks = Int32Array.from({ length: seen }, (_, i) => labels[i * step] ?? 0);
  const most = Math.max(2, Math.min(PARTS, Math.floor(MOST_COUNTERS / classes)));
  const counters: Halves = [
    new Uint32Array(most * classes),
    new Uint32Array(most * classes),
  ];
  const parts = new Uint8Array(seen);
  const majority = shareOfMost(marks, classes);
  const gain = ({ right }: { right: number }) =>
    majority === 1 ? 0 : (right / seen - majority) / (1 - majority);
  const found: LeakFinding["columns"] = [];
  for (let column = 0; column < features; column++) {
    await onColumn(column);
    for (let i = 0; i < seen; i++) {
      const value = inputs[i * step * features + column] ?? 0;
      // Which cells are missing may give the label away.
      values[i] = Number.isNaN(value) ? MISSING : value;
    }
    const bounds = divide(values, most);
    if (bounds.length === 0) continue;
    for (let i = 0; i < seen; i++) parts[i] = partOf(values[i] ?? 0, bounds);
    let right = crossGuess(parts, bounds.length + 1, marks, classes, counters);
    // Parts end where they end, classes elsewhere: who is suspicious is looked at closely.
    if (gain({ right }) >= SUSPICIOUS) right = Math.max(right, nearestGuess(values, marks));
    found.push({ column, right });
  }
  const best = found.toSorted((a, b) => b.right - a.right || a.column - b.column);
  const top = seen < FEWEST_ROWS || best[0] === undefined ? 0 : gain(best[0]);
  const level = top >= SERIOUS ? "serious" : top >= LOOK ? "look" : "fine";
  return {
    check: "leak",
    level,
    rows: seen,
    majority: kept(majority),
    columns: best.slice(0, NAMED).map(({ column, right }) => ({
      column,
      right: kept(right / seen),
    })),
    deciding: level === "fine" ? 0 : best.filter((each) => gain(each) >= LOOK).length,
  };
}

/** Where a column is divided: between its values if there are few, otherwise into equal parts. */
function divide(values: Float32Array, most: number): Float32Array {
  const step = Math.max(1, Math.ceil(values.length / SAMPLE));
  const sample = Float32Array.from(
    { length: Math.ceil(values.length / step) },
    (_, i) => values[i * step] ?? 0,
  ).sort();
  const distinct = sample.filter((value, i) => i === 0 || value !== sample[i - 1]);
  if (distinct.length <= most) return distinct.subarray(1);
  const bounds = new Set<number>();
  for (let part = 1; part < most; part++) {
    bounds.add(sample[Math.floor(part * sample.length / most)] ?? 0);
  }
  bounds.delete(sample[0] ?? 0);
  return Float32Array.from(bounds);
}

/** How many bounds are not above a value. */
function partOf(value: number, bounds: Float32Array): number {
  let [low, high] = [0, bounds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bounds[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows that are right by the most frequent label of their part in the other half. */
function crossGuess(
  parts: Uint8Array,
  count: number,
  labels: Int32Array,
  classes: number,
  counters: Halves,
): number {
  for (const half of counters) half.fill(0, 0, count * classes);
  for (let i = 0; i < parts.length; i++) {
    const at = (parts[i] ?? 0) * classes + (labels[i] ?? 0);
    const half = i & 1 ? counters[1] : counters[0];
    half[at] = (half[at] ?? 0) + 1;
  }
  const [even, odd] = counters;
  const guessOf = (half: Uint32Array) =>
    Int32Array.from({ length: count }, (_, part) => {
      let best = 0;
      for (let label = 1; label < classes; label++) {
        if ((half[part * classes + label] ?? 0) > (half[part * classes + best] ?? 0)) best = label;
      }
      return best;
    });
  const [byEven, byOdd] = [guessOf(even), guessOf(odd)];
  let right = 0;
  for (let i = 0; i < parts.length; i++) {
    if ((i & 1 ? byEven : byOdd)[parts[i] ?? 0] === labels[i]) right++;
  }
  return right;
}

/** Rows that are right by the label of the nearest value in the other half. */
function nearestGuess(values: Float32Array, labels: Int32Array): number {
  const sorted = (half: 0 | 1) =>
    Uint32Array.from({ length: (values.length + 1 - half) >> 1 }, (_, i) => 2 * i + half)
      .sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
  const [even, odd] = [sorted(0), sorted(1)];
  let right = 0;
  for (let i = 0; i < values.length; i++) {
    const others = i & 1 ? even : odd;
    const value = values[i] ?? 0;
    let [low, high] = [0, others.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[others[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    const [above, below] = [others[low], others[low - 1]];
    const isAbove = below === undefined ||
      (above !== undefined && (values[above] ?? 0) - value <= value - (values[below] ?? 0));
    if (labels[(isAbove ? above : below) ?? 0] === labels[i]) right++;
  }
  return right;
}

function shareOfMost(labels: Int32Array, classes: number): number {
  const counts = new Uint32Array(classes);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts.reduce((a, b) => Math.max(a, b), 0) / labels.length;
}
