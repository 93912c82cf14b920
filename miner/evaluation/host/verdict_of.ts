/**
 * Reading the answer that carries a score: it must be possible, because the child may lie.
 *
 * @module
 */
import type { Hex } from "viem";
import type { Advice } from "../../../protocol/score/advice.ts";
import type { Scored } from "../wire/answers.ts";
import { type Margins, MAX_CONFUSION_CLASSES, scoredBodyBytes } from "../wire/requests.ts";
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
  const possible = header.rows === rows && header.correct <= rows &&
    metricNamed(metric).fits(header.score, header) &&
    header.classes === classes && header.margins === margins &&
    (header.root !== undefined) === evidence &&
    body.length === scoredBodyBytes(rows, classes, margins);
  if (!possible) return undefined;
  const bytes = body.slice().buffer;
  const cells = classes <= MAX_CONFUSION_CLASSES ? classes * classes : 0;
  const predictions = new Int32Array(bytes, 0, rows);
  const confusion = cells > 0 ? new Uint32Array(bytes, 4 * rows, cells) : undefined;
  const after = 4 * (rows + cells);
  return {
    kind: "scored",
    score: header.score,
    correct: header.correct,
    rows,
    predictions,
    confusion,
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
