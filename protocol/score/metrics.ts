/**
 * The metrics that a competition may be judged by: how answers become a score. docs/PROTOCOL.md,
 * section 5, defines them; the test compares.
 *
 * @module
 */
import { PERFECT_SCORE, scoreOf } from "./score.ts";

/** What a model answered to all samples, beside what is right. */
export interface Answers {
  /** A label a row, −1 where it is none */
  predictions: Int32Array;
  /** What is right, from 0 to classes − 1 */
  labels: Int32Array;
  classes: number;
  /** Rows where both are equal: the core has counted them */
  correct: number;
}

/** One metric. */
export interface Metric {
  /** As a sentence names it */
  word: string;
  /** What it tells, for whoever chooses one */
  tells: string;
  /** What stands before a score, where it is no share of right answers */
  title?: string;
  /** A whole number from 0 to PERFECT_SCORE, rounded down, and the same on every machine */
  score(answers: Answers): number;
  /** Whether so many right answers can have a score: the evaluator child may have been taken over */
  fits(score: number, counted: { correct: number; rows: number }): boolean;
  /** By how much of a score unit, or how many, another label for one row moves the score */
  oneRow(rows: number): number;
  /** Score units of a model that guesses */
  chance(classes: number): number;
}

/** Every metric, by its name in a spec; the first is what a form begins with. */
export const METRICS = {
  accuracy: {
    word: "accuracy",
    tells: "The share of samples that a model labels right",
    score: ({ correct, labels }) => scoreOf(correct, labels.length),
    fits: (score, { correct, rows }) => score === scoreOf(correct, rows),
    oneRow: (rows) => PERFECT_SCORE / rows,
    chance: (classes) => PERFECT_SCORE / classes,
  },
} as const satisfies Record<string, Metric>;

/** A metric's name in a spec. */
export type MetricName = keyof typeof METRICS;

/** Their names, as the schema and menus list them. */
export const METRIC_NAMES = Object.keys(METRICS) as [MetricName, ...MetricName[]];

/** A metric's entry. */
export function metricNamed(name: MetricName): Metric {
  return METRICS[name];
}

/** A tenth of the way from chance to perfect: what shuffled labels do not give by chance. */
export function leastExpected(
  { metric, test: { classes } }: { metric: MetricName; test: { classes: number } },
): number {
  const chance = metricNamed(metric).chance(classes);
  return Math.ceil(chance + (PERFECT_SCORE - chance) / 10);
}
