/**
 * The exponent by which a quantity grows.
 *
 * @module
 */
/** A size, and the quantity at it. */
export type Point = readonly [size: number, value: number];

/**
 * The slope of the least-squares line through the logarithms: k of value ∝ sizeᵏ.
 *
 * @throws RangeError unless there are two different sizes, and all numbers are above zero
 */
export function exponentOf(points: readonly Point[]): number {
  if (points.some((point) => point.some((value) => !(value > 0 && value < Infinity)))) {
    throw new RangeError("A logarithm needs finite numbers above zero");
  }
  const logs = points.map(([size, value]) => [Math.log(size), Math.log(value)] as const);
  const mean = (axis: 0 | 1) => logs.reduce((sum, log) => sum + log[axis], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const spread = logs.reduce((sum, log) => sum + (log[0] - x) ** 2, 0);
  if (!(spread > 0)) throw new RangeError("A slope needs two different sizes");
  return logs.reduce((sum, log) => sum + (log[0] - x) * (log[1] - y), 0) / spread;
}
