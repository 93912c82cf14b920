/**
 * The rows that a model got most wrong.
 *
 * @module
 */
import type { Margins } from "../../evaluation/wire/requests.ts";

/** A row whose prediction is not its label. */
export interface Mistake {
  /** From 0 */
  row: number;
  predicted: number;
  /** The model's score for its prediction minus that for the label; 0 if it gives only labels */
  miss: number;
  label: number;
}

/** The worst first: the more confident a wrong prediction, the worse; then by row. */
export function worstMistakes(
  predictions: Int32Array,
  { labels, miss }: Margins,
  count: number,
): Mistake[] {
  const mistakes: Mistake[] = [];
  predictions.forEach((predicted, row) => {
    const label = labels[row]!;
    if (predicted !== label) mistakes.push({ row, predicted, label, miss: miss[row]! });
  });
  return mistakes.sort((a, b) => b.miss - a.miss || a.row - b.row).slice(0, count);
}
