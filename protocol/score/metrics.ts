/**
 * The metrics that a competition may be judged by, as everybody speaks of them: docs/PROTOCOL.md,
 * section 5, defines them; the test compares. The page loads this table before everything else, so
 * nothing here computes a score: miner/evaluation/guest/measures does.
 *
 * @module
 */
import { PERFECT_SCORE, scoreOf } from "./score.ts";
import type { Target } from "../spec/target.ts";

/** What a parent knows of a run whose score its child reports. */
export interface Counted {
  /** Rows whose prediction is the label */
  correct: number;
  rows: number;
  classes: number;
}

/** One metric. */
export interface Metric {
  /** As a sentence names it */
  word: string;
  /** What it measures, for organizers who choose one */
  tells: string;
  /** Prefix of a score that is not the share of right answers */
  title?: string;
  /** Whether a score is a share of the rows, each of which is right or wrong */
  share?: true;
  /**
   * What of a model it reads: `labels` takes any model that gives predictions, `outputs` only one
   * that gives scores or probabilities, `values` one that predicts a number
   */
  reads: "labels" | "outputs" | "values";
  /** Whether outputs should be probabilities: a hint counts the rows that are not */
  probabilities?: true;
  /** Whether so many right answers can have this score: the evaluator child may be compromised */
  fits(score: number, counted: Counted): boolean;
  /**
   * Score units, or a fraction of one, by which one row that is answered otherwise moves the score,
   * with classes of like size
   */
  oneRow(rows: number): number;
  /** Score units of a model that guesses; `k` is the spec's */
  chance(classes: number, k?: number): number;
}

const inRange = (score: number) => Number.isInteger(score) && score >= 0 && score <= PERFECT_SCORE;

/** Nothing right gives zero, and only a run without a mistake is perfect. */
const endsFit: Metric["fits"] = (score, { correct, rows }) =>
  correct === rows
    ? score === PERFECT_SCORE
    : inRange(score) && score < PERFECT_SCORE && (correct > 0 || score === 0);

/**
 * Skill against a uniform guess, if a wrong row loses at least `wrong` and a guess loses `guess`: a
 * label that is not the largest has at most one half. One unit is for roundings.
 */
const skillFits = (score: number, { correct, rows }: Counted, wrong: number, guess: number) =>
  inRange(score) && score <= PERFECT_SCORE * (1 - (1 - correct / rows) * wrong / guess) + 1 ||
  score === 0;

/** Perfect if and only if every row is right. */
const allOrLess: Metric["fits"] = (score, { correct, rows }) =>
  inRange(score) && (correct === rows) === (score === PERFECT_SCORE);

/** One row, so many times: how much more than a share of the rows a metric makes of it. */
const rowsOf = (weight: number): Metric["oneRow"] => (rows) => weight * PERFECT_SCORE / rows;

/** Every metric, by its name in a spec; the first is a form's default. */
export const METRICS = {
  accuracy: {
    word: "accuracy",
    tells: "The share of samples that a model labels correctly",
    share: true,
    reads: "labels",
    fits: (score, { correct, rows }) => score === scoreOf(correct, rows),
    oneRow: rowsOf(1),
    chance: (classes) => PERFECT_SCORE / classes,
  },
  "balanced-accuracy": {
    word: "balanced accuracy",
    tells: "The share of each class's samples that a model labels correctly, averaged over the " +
      "classes: a rare class counts as much as a frequent one",
    title: "balanced accuracy",
    reads: "labels",
    fits: endsFit,
    oneRow: rowsOf(1),
    chance: (classes) => PERFECT_SCORE / classes,
  },
  "macro-f1": {
    word: "macro F1",
    tells: "The harmonic mean of precision and recall, averaged over the classes: what is called " +
      "a rare class must be one, and be found",
    title: "macro F1",
    reads: "labels",
    fits: endsFit,
    // Both the class that loses the row and the one that gains it change.
    oneRow: rowsOf(2),
    chance: (classes) => PERFECT_SCORE / classes,
  },
  kappa: {
    word: "Cohen's kappa",
    tells: "The share of right labels beyond what chance gives: 0 % is a guess, even where one " +
      "class has most samples",
    title: "kappa",
    reads: "labels",
    // Chance explains a part of the right answers, never a part of the wrong ones.
    fits: (score, counted) =>
      endsFit(score, counted) && score <= scoreOf(counted.correct, counted.rows),
    // Two classes are the worst case: chance is a half of the scale.
    oneRow: rowsOf(2),
    chance: () => 0,
  },
  "quadratic-kappa": {
    word: "quadratic kappa",
    tells: "Agreement beyond chance where classes are in order: a label two classes off costs " +
      "four times one that is next to it",
    title: "quadratic kappa",
    reads: "labels",
    // Without a right answer, labels that are all next to the right one may still agree.
    fits: allOrLess,
    // Chance is (classes² − 1) / 6 steps off, and one row is up to (classes − 1)².
    oneRow: rowsOf(6),
    chance: () => 0,
  },
  "top-k": {
    word: "top-k accuracy",
    tells: "The share of samples whose label is among the k classes that a model scores highest",
    title: "top-k",
    share: true,
    reads: "outputs",
    // The highest is among the k highest.
    fits: (score, { correct, rows }) => inRange(score) && score >= scoreOf(correct, rows),
    oneRow: rowsOf(1),
    chance: (classes, k = 1) => k * PERFECT_SCORE / classes,
  },
  "roc-auc": {
    word: "ROC AUC",
    tells: "How often a model scores a sample of a class higher than one of the others, averaged " +
      "over the classes: 50 % is a guess",
    title: "ROC AUC",
    reads: "outputs",
    probabilities: true,
    fits: inRange,
    oneRow: rowsOf(2),
    chance: () => PERFECT_SCORE / 2,
  },
  "log-loss": {
    word: "skill by log loss",
    tells: "How much of the uncertainty of a uniform guess a model's probabilities remove: sure " +
      "and wrong costs most",
    title: "log-loss skill",
    reads: "outputs",
    probabilities: true,
    fits: (score, counted) => skillFits(score, counted, 1, Math.log2(counted.classes)),
    oneRow: rowsOf(1),
    chance: () => 0,
  },
  brier: {
    word: "skill by Brier score",
    tells: "How much closer a model's probabilities are to the labels than a uniform guess, by " +
      "squared distance",
    title: "Brier skill",
    reads: "outputs",
    probabilities: true,
    fits: (score, counted) => skillFits(score, counted, 1 / 2, 1 - 1 / counted.classes),
    oneRow: rowsOf(1),
    chance: () => 0,
  },
  r2: {
    word: "R²",
    tells: "The share of the values' variance that a model explains: 0 % is the mean",
    title: "R²",
    reads: "values",
    fits: allOrLess,
    oneRow: rowsOf(1),
    chance: () => 0,
  },
  rmse: {
    word: "RMSE skill",
    tells: "How much smaller the root of the mean squared error is than that of the mean: large " +
      "errors cost most",
    title: "RMSE skill",
    reads: "values",
    fits: allOrLess,
    oneRow: rowsOf(1),
    chance: () => 0,
  },
  mae: {
    word: "MAE skill",
    tells:
      "How much smaller the mean absolute error is than that of the median: every unit costs " +
      "the same",
    title: "MAE skill",
    reads: "values",
    fits: allOrLess,
    oneRow: rowsOf(1),
    chance: () => 0,
  },
} as const satisfies Record<string, Metric>;

/** A metric's name in a spec. */
export type MetricName = keyof typeof METRICS;

/** A spec's metric, with what it needs. */
export interface MetricSpec {
  metric: MetricName;
  /** Of top-k alone: how many classes may hold the label */
  k?: number;
  /** Of the metrics of values alone */
  target?: Target;
}

/** Their names, as the schema and menus list them. */
export const METRIC_NAMES = Object.keys(METRICS) as [MetricName, ...MetricName[]];

/** A metric's entry. */
export function metricNamed(name: MetricName): Metric {
  return METRICS[name];
}

/** The entry of a spec's metric, with its k in the words. */
export function metricOf({ metric, k }: MetricSpec): Metric {
  const entry: Metric = METRICS[metric];
  if (k === undefined) return entry;
  const put = (text: string) => text.replace(/\bk\b/, String(k));
  const { word, tells, title } = entry;
  return { ...entry, word: put(word), tells: put(tells), title: title && put(title) };
}

/** What a prediction that equals its label is called: values are off by a step or more nearly always. */
export function rightWord({ metric }: { metric: MetricName }): "exact" | "correct" {
  return metricNamed(metric).reads === "values" ? "exact" : "correct";
}

/** A spec's metric as a table names it: `top-5`. */
export function metricTitle({ metric, k }: MetricSpec): string {
  return metric === "top-k" ? `top-${k}` : metric;
}

/**
 * A tenth of the way from chance to perfect: shuffled labels do not reach it. Of values a hundredth:
 * on shuffled ones a model errs more than their mean, and an honest model of what is hard to predict
 * may be little better than the mean.
 */
export function leastExpected(
  { metric, k, test: { classes = 0 } }: MetricSpec & { test: { classes?: number } },
): number {
  const { chance, reads } = metricNamed(metric);
  const least = chance(classes, k);
  return Math.ceil(least + (PERFECT_SCORE - least) / (reads === "values" ? 100 : 10));
}
