/**
 * What two models' answers say of each other.
 *
 * @module
 */
import type { Comparison } from "../../../protocol/score/compare_answers.ts";

/** Below this, a difference is called more than chance. */
const UNLIKELY = 0.05;

/**
 * A sentence without a full stop.
 *
 * @param ofValues Whether the nearer value wins a row
 */
export function tellComparison(
  { rows, same, onlyFirst, onlySecond, chance }: Comparison,
  ofValues = false,
): string {
  const agree = `their answers agree on ${(100 * same / rows).toFixed(2)} % of ${
    rows.toLocaleString("en")
  } rows`;
  if (same === rows) return `${agree}: to this data they are the same model`;
  if (onlyFirst === onlySecond) {
    return ofValues
      ? `${agree}, and each is nearer equally often`
      : `${agree}, and each is right where the other is not equally often`;
  }
  const better = onlyFirst > onlySecond ? "this one" : "the other";
  if (ofValues) {
    return chance < UNLIKELY
      ? `${agree}, and ${better} is nearer more often than chance explains (p ${shown(chance)})`
      : `${agree}; ${better} is nearer more often, which may be chance (p ${shown(chance)})`;
  }
  return chance < UNLIKELY
    ? `${agree}, and ${better} is better by more than chance (p ${shown(chance)})`
    : `${agree}; ${better} is ahead, which may be chance (p ${shown(chance)})`;
}

function shown(chance: number): string {
  return chance < 0.001 ? "< 0.001" : `= ${chance.toFixed(3)}`;
}
