/**
 * Whether a score is about what a model's owner expects of it.
 *
 * @module
 */

import { PERFECT_SCORE } from "../../../../protocol/score/score.ts";

/**
 * A test set is another sample of the same kind: points that an honest score may differ from a
 * validation score, in thousandths of a percent. A shuffled label set is off by tens of points.
 */
const NEAR = 5_000;

/**
 * Whether a score is about what is expected. Thousandths of a percent.
 *
 * @param expected Where nobody says, a tenth of the way from chance to perfect is the least, as for
 * `deml open`: shuffled labels do not give it by chance
 */
export function isExpected(found: number, expected: number | undefined, classes: number): boolean {
  if (expected !== undefined) return Math.abs(found - expected) <= NEAR;
  const chance = PERFECT_SCORE / classes;
  return found >= chance + (PERFECT_SCORE - chance) / 10;
}
