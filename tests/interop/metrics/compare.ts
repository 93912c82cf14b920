/**
 * Scores beside those of scikit-learn, on the cases that cases.py writes.
 *
 * @module
 */
import { loadCore } from "../../../core-wasm/mod.ts";
import { measureOf } from "../../../miner/evaluation/guest/measures/measures.ts";
import { metricNamed, type MetricSpec } from "../../../protocol/score/metrics.ts";
import { PERFECT_SCORE } from "../../../protocol/score/score.ts";
import { labelOf } from "../../../protocol/spec/target.ts";

/** A model's answers, and scikit-learn's score for them. */
export interface Case extends MetricSpec {
  name: string;
  /** From 0 to 1 */
  share: number;
  classes: number;
  labels: number[];
  predictions?: number[];
  columns?: number;
  /** float32 in base64 */
  outputs?: string;
  /** The right values of a regression, float32 in base64 */
  values?: string;
}

/** The result for one metric. */
export interface Compared {
  cases: number;
  equal: number;
  /** Cases that are one unit off */
  byOne: number;
  /** The largest difference, in units */
  most: number;
  /** The cases that are further off */
  wrong: string[];
}

/** scikit-learn's floating point may be this far below a whole number of units. */
const NOISE = 1e-6;
/** Rows that a measure takes at once, so that it must take more often. */
const ROWS = 7;

const core = loadCore();

/** Compares, metric by metric. */
export function compareCases(cases: readonly Case[]): Map<string, Compared> {
  const found = new Map<string, Compared>();
  for (const each of cases) {
    const { metric, name, share } = each;
    const score = scoreIn(each);
    const wanted = Math.floor(share * PERFECT_SCORE + NOISE);
    const off = Math.abs(score - wanted);
    const sum = found.get(metric) ?? { cases: 0, equal: 0, byOne: 0, most: 0, wrong: [] };
    sum.cases++;
    if (off === 0) sum.equal++;
    if (off === 1) sum.byOne++;
    sum.most = Math.max(sum.most, off);
    if (off > 1) sum.wrong.push(`${metric}, ${name}: ${score}, not ${wanted}`);
    found.set(metric, sum);
  }
  return found;
}

/** DeML's score; its own check must accept it. */
function scoreIn(each: Case): number {
  const { metric, k, target, classes, predictions, columns = 1, outputs, values: right } = each;
  const steps = (text: string) =>
    Int32Array.from(floatsOf(text), (value) => target ? labelOf(value, target) : 0);
  const truth = right === undefined ? Int32Array.from(each.labels) : steps(right);
  const measure = measureOf({ metric, k, classes, labels: truth });
  let answers = Int32Array.from(predictions ?? []);
  if (outputs !== undefined) {
    const values = floatsOf(outputs);
    for (let at = 0; at < values.length; at += ROWS * columns) {
      const some = values.subarray(at, at + ROWS * columns);
      core.scope((views) => measure.take?.(views.put(some), columns, views));
    }
    answers = target
      ? steps(outputs)
      : columns === 1
      ? core.threshold(values)
      : core.argmax(values, columns);
  }
  const correct = core.countEqual(answers, truth);
  const score = measure.score(answers, correct);
  const counted = { correct, rows: truth.length, classes };
  if (!metricNamed(metric).fits(score, counted)) throw new Error(`${metric} gives ${score}`);
  return score;
}

function floatsOf(text: string): Float32Array<ArrayBuffer> {
  return new Float32Array(Uint8Array.fromBase64(text).buffer);
}

/** One line for each metric. */
export function tellCompared(found: Map<string, Compared>): string {
  return [...found].map(([metric, { cases, equal, byOne, most }]) =>
    `${metric.padEnd(18)} ${cases} cases, ${equal} equal, ${byOne} one unit off, at most ${most}`
  ).join("\n");
}
