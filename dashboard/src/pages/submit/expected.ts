/**
 * Whether a score is about what a model's owner expects of it.
 *
 * @module
 */

import { leastExpected } from "../../../../protocol/score/metrics.ts";

/**
 * A test set is another sample of the same kind: points that an honest score may differ from a
 * validation score, in thousandths of a percent. Shuffled labels are off by tens of points.
 */
const NEAR = 5_000;

/**
 * Whether a score is about what is expected. Thousandths of a percent.
 *
 * @param expected If unknown, the least is that of `deml open`
 */
export function isExpected(
  found: number,
  expected: number | undefined,
  spec: Parameters<typeof leastExpected>[0],
): boolean {
  return expected === undefined ? found >= leastExpected(spec) : Math.abs(found - expected) <= NEAR;
}
