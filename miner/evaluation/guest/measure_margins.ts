/**
 * How sure a model is of each row.
 *
 * @module
 */
import type { OutputKind } from "../../model/choose_output.ts";
import type { Margins } from "../wire/requests.ts";

/**
 * Measures some rows.
 *
 * @param start The first of them
 * @param values Their scores, row after row, or their probabilities
 * @param found Their predictions
 */
export function measureMargins(
  { lead, miss, labels }: Margins,
  start: number,
  values: Float32Array,
  columns: number,
  kind: OutputKind,
  found: Int32Array,
): void {
  found.forEach((best, index) => {
    const row = start + index;
    if (kind === "probability") {
      const sure = Math.abs(2 * (values[index] ?? 0) - 1);
      lead[row] = sure;
      miss[row] = best === labels[row] ? 0 : sure;
      return;
    }
    const scores = values.subarray(index * columns, (index + 1) * columns);
    let second = -Infinity;
    scores.forEach((score, column) => {
      if (column !== best && score > second) second = score;
    });
    const top = scores[best] ?? second;
    lead[row] = top - second;
    // A label may be outside the model's classes.
    miss[row] = top - (scores[labels[row] ?? -1] ?? second);
  });
}
