/**
 * How exactly scores are known: which differences the test set can show.
 *
 * @module
 */
import { metricNamed } from "../../../protocol/score/metrics.ts";
import { isScore, PERFECT_SCORE } from "../../../protocol/score/score.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { type Interval, overlap, wilsonInterval } from "../../../protocol/score/wilson.ts";

/** What a board says of its scores' exactness. */
export interface Exactness {
  /** Half of a score's interval, in percent points, for people: `±0.19` */
  around(score: number): string;
  /** Whether the difference from the best score may be chance */
  likeBest(score: number): boolean;
  /** What that means */
  note: string;
}

/**
 * Of a metric that counts rows; other scores have no such interval.
 *
 * @param scores Of all models
 */
export function exactnessOf(
  spec: Pick<CompetitionSpec, "metric" | "test"> | undefined,
  scores: readonly (number | undefined)[],
): Exactness | undefined {
  if (spec === undefined || !metricNamed(spec.metric).share) return undefined;
  const { rows } = spec.test;
  const known = new Map<number, Interval>();
  const of = (score: number) => {
    const found = known.get(score) ?? wilsonInterval(score / PERFECT_SCORE, rows);
    known.set(score, found);
    return found;
  };
  const best = scores.reduce<number | undefined>(
    (most, score) => score !== undefined && isScore(score) && score > (most ?? -1) ? score : most,
    undefined,
  );
  if (best === undefined) return undefined;
  return {
    around(score) {
      const { low, high } = of(score);
      const half = 50 * (high - low);
      return `±${half.toFixed(half < 1 ? 2 : 1)}`;
    },
    likeBest: (score) => score !== best && isScore(score) && overlap(of(score), of(best)),
    note: `≈: with ${rows.toLocaleString("en")} test samples, the difference to the best may be ` +
      "chance (the 95 % intervals overlap). The prize goes by the score all the same",
  };
}
