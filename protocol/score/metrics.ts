/**
 * The metrics that a competition may be judged by: how answers become a score. docs/PROTOCOL.md,
 * section 5, defines them; the test compares.
 *
 * @module
 */
import { PERFECT_SCORE, scoreOf } from "./score.ts";

/** A model's answers to all samples, with the right ones. */
export interface Answers {
  /** One label per row, −1 if it is not a class */
  predictions: Int32Array;
  /** What is right, from 0 to classes − 1 */
  labels: Int32Array;
  classes: number;
  /** Rows where both are equal, as counted by the core */
  correct: number;
}

/** One metric. */
export interface Metric {
  /** As a sentence names it */
  word: string;
  /** What it measures, for organizers who choose one */
  tells: string;
  /** Prefix of a score that is not a share of right answers */
  title?: string;
  /** A whole number from 0 to PERFECT_SCORE, rounded down, and the same on every machine */
  score(answers: Answers): number;
  /** Whether so many right answers can have this score: the evaluator child may be compromised */
  fits(score: number, counted: { correct: number; rows: number }): boolean;
  /** Score units, or a fraction of one, by which one row's label moves the score */
  oneRow(rows: number): number;
  /** Score units of a model that guesses */
  chance(classes: number): number;
}

/** Every metric, by its name in a spec; the first is a form's default. */
export const METRICS = {
  accuracy: {
    word: "accuracy",
    tells: "The share of samples that a model labels correctly",
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

/** A tenth of the way from chance to perfect: shuffled labels do not reach it. */
export function leastExpected(
  { metric, test: { classes } }: { metric: MetricName; test: { classes: number } },
): number {
  const chance = metricNamed(metric).chance(classes);
  return Math.ceil(chance + (PERFECT_SCORE - chance) / 10);
}
