/**
 * How often a model is right about each class.
 *
 * @module
 */

/** One class. */
export interface ClassAccuracy {
  label: number;
  /** What the spec calls it, if it does */
  name?: string;
  /** Samples that carry this label */
  rows: number;
  correct: number;
  /** Samples whose prediction is outside the classes */
  others: number;
  /** correct / rows; undefined where there are no rows */
  accuracy?: number;
}

/**
 * Accuracies by class.
 *
 * @param confusion `classes × classes`: the label's row, the prediction's column
 * @param others By label, samples whose prediction is outside the classes
 */
export function classAccuracies(
  confusion: Uint32Array,
  others: Uint32Array | undefined,
  classes: number,
  names?: string[],
): ClassAccuracy[] {
  return Array.from({ length: classes }, (_, label) => {
    const row = confusion.subarray(label * classes, (label + 1) * classes);
    const correct = row[label] ?? 0;
    const other = others?.[label] ?? 0;
    const rows = row.reduce((sum, count) => sum + count, other);
    return {
      label,
      name: names?.[label],
      rows,
      correct,
      others: other,
      accuracy: rows === 0 ? undefined : correct / rows,
    };
  });
}
