/**
 * The two tests of an order, with normal approximations.
 *
 * @module
 */

/**
 * The probability that a normal variable is at least this far from its mean, both sides.
 *
 * @param z In standard deviations
 */
export function twoSided(z: number): number {
  return Math.min(1, 2 * upperTail(Math.abs(z)));
}

/**
 * The probability that a normal variable exceeds `z`, by Numerical Recipes' `erfc` (section 6.2),
 * whose relative error is below 1.2e-7 everywhere.
 */
export function upperTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const series = [
    -1.26551223,
    1.00002368,
    0.37409196,
    0.09678418,
    -0.18628806,
    0.27886807,
    -1.13520398,
    1.48851587,
    -0.82215223,
    0.17087277,
  ].reduceRight((sum, c) => sum * t + c, 0);
  const erfc = t * Math.exp(-x * x + series);
  return z >= 0 ? erfc / 2 : 1 - erfc / 2;
}

/** The probability that a chi-squared variable exceeds `x`, by Wilson and Hilferty's cube root. */
export function chiSquaredTail(x: number, degrees: number): number {
  if (degrees < 1) return 1;
  const spread = 2 / (9 * degrees);
  return upperTail((Math.cbrt(x / degrees) - (1 - spread)) / Math.sqrt(spread));
}

/** How often each label occurs. */
export function countLabels(labels: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

/** Equal neighbours, against a shuffled file: Mood 1940, for any number of classes. */
export function testRuns(
  labels: Int32Array,
  counts: Float64Array,
): { equal: number; expected: number; p: number } {
  const n = labels.length;
  let equal = 0;
  for (let row = 1; row < n; row++) if (labels[row] === labels[row - 1]) equal++;
  let [squares, cubes] = [0, 0];
  for (const count of counts) {
    squares += count ** 2;
    cubes += count ** 3;
  }
  const expected = squares / n - 1;
  const variance = (squares * (squares + n * (n + 1)) - 2 * n * cubes - n ** 3) /
    (n ** 2 * (n - 1));
  const p = variance > 0 ? twoSided((equal - expected) / Math.sqrt(variance)) : 1;
  return { equal, expected, p };
}

/** Whether classes lie in different parts of a file: Kruskal and Wallis over row numbers. */
export function testDrift(
  labels: Int32Array,
  counts: Float64Array,
): { drift: number; p: number } {
  const n = labels.length;
  const sums = new Float64Array(counts.length);
  for (const [row, label] of labels.entries()) sums[label] = (sums[label] ?? 0) + row + 1;
  let [h, occurring] = [0, 0];
  const middle = (n + 1) / 2;
  for (const [label, count] of counts.entries()) {
    if (count === 0) continue;
    occurring++;
    h += count * ((sums[label] ?? 0) / count - middle) ** 2;
  }
  h *= 12 / (n * (n + 1));
  return { drift: n > 1 ? h / (n - 1) : 0, p: chiSquaredTail(h, occurring - 1) };
}
