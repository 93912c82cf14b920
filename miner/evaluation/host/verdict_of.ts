/**
 * Reading the answer that carries a score: it must be possible, because the child may lie.
 *
 * @module
 */
import type { Hex } from "viem";
import type { Advice } from "../../../protocol/score/advice.ts";
import type { Hint } from "../../../protocol/score/hints.ts";
import type { Scored } from "../wire/answers.ts";
import { type Margins, scoredBodyBytes, tabledClasses } from "../wire/requests.ts";
import { type MetricName, metricNamed } from "../../../protocol/score/metrics.ts";

/** A model's result. */
export type Verdict =
  | ScoredVerdict
  | { kind: "invalid"; rule: string; found: string; advice: Advice };

/** The result of a model that may run. */
export interface ScoredVerdict {
  kind: "scored";
  /** Thousandths of a percent */
  score: number;
  correct: number;
  rows: number;
  /** One int32 per row */
  predictions: Int32Array;
  /** Label's row, prediction's column; absent above 256 classes */
  confusion?: Uint32Array;
  /** By label, rows whose prediction is outside the classes; absent above 256 classes */
  others?: Uint32Array;
  /** What its counts hint at: unverified */
  hints: Hint[];
  /** The model's confidence in each row, if requested */
  margins?: Margins;
  /** The evidence's root over the samples, 32 bytes, if requested: unverified */
  root?: Hex;
  details: Scored;
}

/** What the parent knows about the answer in advance. */
export interface Expected {
  metric: MetricName;
  rows: number;
  classes: number;
  margins: boolean;
  /** Whether evidence was requested */
  evidence: boolean;
}

/** Reads a scored answer; undefined if it is impossible. */
export function verdictOf(
  header: Scored,
  body: Uint8Array<ArrayBuffer>,
  { metric, rows, classes, margins, evidence }: Expected,
): ScoredVerdict | undefined {
  const tabled = tabledClasses(metric, classes);
  const possible = header.rows === rows && header.correct <= rows &&
    metricNamed(metric).fits(header.score, header) &&
    header.classes === classes && header.margins === margins &&
    (header.root !== undefined) === evidence &&
    body.length === scoredBodyBytes(rows, tabled, margins) &&
    header.hints.every((hint) => isPossible(hint, metric, rows, classes));
  if (!possible) return undefined;
  const bytes = body.slice().buffer;
  const cells = tabled * tabled;
  const predictions = new Int32Array(bytes, 0, rows);
  const confusion = tabled > 0 ? new Uint32Array(bytes, 4 * rows, cells) : undefined;
  const others = tabled > 0 ? new Uint32Array(bytes, 4 * (rows + cells), tabled) : undefined;
  const after = 4 * (rows + cells + tabled);
  return {
    kind: "scored",
    score: header.score,
    correct: header.correct,
    rows,
    predictions,
    confusion,
    others,
    hints: header.hints,
    margins: margins
      ? {
        lead: new Float32Array(bytes, after, rows),
        miss: new Float32Array(bytes, after + 4 * rows, rows),
        labels: new Int32Array(bytes, after + 8 * rows, rows),
      }
      : undefined,
    root: header.root as Hex | undefined,
    details: header,
  };
}

/** Whether a run over so many rows can have led to a hint; values have no classes to be hinted at. */
function isPossible(hint: Hint, metric: MetricName, rows: number, classes: number): boolean {
  const ofValues = metricNamed(metric).reads === "values";
  if (ofValues && hint.kind !== "outputs-passed-over") return false;
  switch (hint.kind) {
    case "raw-logit":
    case "not-probabilities":
      return hint.rows <= rows;
    case "outside-classes":
      return hint.rows <= rows && hint.classes === classes && hint.lowest <= hint.highest;
    case "never-predicted":
      return hint.count <= classes && hint.labels.length <= hint.count &&
        hint.labels.every((label) => label >= 0 && label < classes);
    case "outputs-passed-over":
      return true;
  }
}
