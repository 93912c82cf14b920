/**
 * Whether a score is about what a model's owner expects of it.
 *
 * @module
 */

/**
 * A test set is another sample of the same kind: points that an honest score may differ from a
 * validation score, in thousandths of a percent. A shuffled label set is off by tens of points.
 */
const NEAR = 5_000;

/** Whether two scores are about the same. Thousandths of a percent. */
export function isExpected(found: number, expected: number): boolean {
  return Math.abs(found - expected) <= NEAR;
}
