/**
 * What a regression predicts: a number in a range, in steps of one decimal place. A value's number of
 * steps above the range's beginning is its label, so that labels and predictions are whole numbers
 * wherever they are kept, compared and sealed, as those of classes are: PROTOCOL.md, section 9.
 *
 * @module
 */

/** The values that a regression may predict. */
export interface Target {
  /** Decimal places that count, 0 to 9 */
  decimals: number;
  /** The least and the greatest value, whole steps both */
  range: [number, number];
}

/** At most so many steps from 0 to a bound: a float32 is then within a quarter step of any value. */
export const MOST_STEPS = 4_194_304;

/** What is wrong with a range, as the tail of a sentence. */
export function wrongRange(target: Target): string | undefined {
  const { decimals, range } = target;
  const steps = range.map((bound) => bound * 10 ** decimals);
  if (steps.some((bound) => Math.abs(bound) > MOST_STEPS)) {
    const step = (10 ** -decimals).toFixed(decimals);
    return `a bound is more than ${MOST_STEPS} steps of ${step} from 0, and float32 cannot tell ` +
      "them apart: give fewer decimals, or values in another unit";
  }
  // 0.1 × 10 and the like are not exactly what they look like, but a quotient is rounded once: it is
  // the number that the same decimal is read as.
  if (steps.some((bound, at) => Math.round(bound) / 10 ** decimals !== range[at])) {
    return `its bounds have more than ${decimals} decimals`;
  }
  return range[0] < range[1]
    ? undefined
    : "expected the least and the greatest value, in this order";
}

/** How many values there are: labels are from 0 to one less. */
export function stepsOf(target: Target): number {
  return wholeSteps(target.range[1], target) - lowest(target) + 1;
}

/**
 * The label of a value: rounded to a step, half to even, and clipped to the range.
 *
 * A float32 times a power of ten has at most 45 bits, so the product of float64 is exact, and
 * everybody rounds alike.
 *
 * @param value Any float32 but NaN; infinities are clipped
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { labelOf } from "./target.ts";
 *
 * const price = { decimals: 1, range: [-10, 100] } satisfies Target;
 * assertEquals([-10, 0, 0.25, 0.75, 1e9].map((value) => labelOf(value, price)), [0, 100, 102, 108, 1_100]);
 * ```
 */
export function labelOf(value: number, target: Target): number {
  const [low, high] = target.range;
  return wholeSteps(Math.min(Math.max(value, low), high), target) - lowest(target);
}

/** The value of a label, as people write it. */
export function valueOf(label: number, target: Target): string {
  return ((label + lowest(target)) / 10 ** target.decimals).toFixed(target.decimals);
}

/** Whether a value lies in the range, to a step. */
export function inRange(value: number, { decimals, range: [low, high] }: Target): boolean {
  const half = 0.5 / 10 ** decimals;
  return value >= low - half && value <= high + half;
}

function lowest(target: Target): number {
  return wholeSteps(target.range[0], target);
}

/** Steps from 0, half to even. */
function wholeSteps(value: number, { decimals }: Target): number {
  const steps = value * 10 ** decimals;
  const below = Math.floor(steps);
  const above = steps - below;
  return above < 0.5 || (above === 0.5 && below % 2 === 0) ? below : below + 1;
}
