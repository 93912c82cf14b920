/**
 * Scores sorted into bins, for a histogram.
 *
 * @module
 */
import { isScore } from "../../../protocol/score/score.ts";

/** Scores between two bounds. */
export interface Bin {
  /** In thousandths of a percent, the upper one included */
  from: number;
  to: number;
  /** Within the tolerance of the median, and outside */
  inliers: number;
  outliers: number;
}

/** More bars would be indistinguishable. */
const MOST = 24;

/** Bins of equal width over all scores, without other verdicts. */
export function binsOf(scores: readonly { score: number; inlier: boolean }[]): Bin[] {
  const valid = scores.filter(({ score }) => isScore(score));
  if (valid.length === 0) return [];
  const lowest = Math.min(...valid.map(({ score }) => score));
  const highest = Math.max(...valid.map(({ score }) => score));
  const width = Math.max(1, Math.ceil((highest - lowest + 1) / MOST));
  const count = Math.floor((highest - lowest) / width) + 1;
  const bins = Array.from({ length: count }, (_, index): Bin => ({
    from: lowest + index * width,
    to: lowest + (index + 1) * width - 1,
    inliers: 0,
    outliers: 0,
  }));
  for (const { score, inlier } of valid) {
    const bin = bins[Math.floor((score - lowest) / width)]!;
    if (inlier) bin.inliers++;
    else bin.outliers++;
  }
  return bins;
}
