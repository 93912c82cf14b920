/**
 * The parent's requests to its evaluator child. They come from the trusted side, so they are plain
 * types; the answers (answers.ts) come from a process that may be compromised.
 *
 * @module
 */
import { type MetricName, metricNamed } from "../../../protocol/score/metrics.ts";
import type { Hex } from "viem";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";

/** A request of the parent. */
export type Request =
  | {
    type: "competition";
    spec: CompetitionSpec;
    /** Which of the spec's data sets is in the body */
    part: "test" | "validation";
    /**
     * Length of the data file at the start of the body; labels follow if they are a separate file
     */
    dataBytes: number;
    /** The child already has the data and its description; the body is empty */
    same: boolean;
  }
  | {
    type: "evaluate";
    /** `package` is a `.deml`, `onnx` a bare model */
    form: "package" | "onnx";
    /** Whether to report progress */
    progress: boolean;
    /** Whether to also send the model's confidence in each row, and the right labels */
    margins: boolean;
    /**
     * The digest that the leaves of the evidence bind, 32 bytes; without it there is no evidence
     */
    evidence?: Hex;
  }
  | {
    type: "samples";
    /** Rows whose inputs to return, at most MAX_SAMPLES */
    rows: number[];
  };

/**
 * Above this many classes there is no confusion matrix: it would be larger than the predictions.
 */
export const MAX_CONFUSION_CLASSES = 256;

/** Classes of the confusion matrix; 0 if there is none. */
export function tabledClasses(metric: MetricName, classes: number): number {
  const tabled = metricNamed(metric).reads !== "values" && classes <= MAX_CONFUSION_CLASSES;
  return tabled ? classes : 0;
}

/** Rows that one request for samples may name: what a person looks at. */
export const MAX_SAMPLES = 256;

/**
 * Bytes of the body of `scored`: int32 per row, uint32 per cell and label, and the Margins if
 * requested.
 */
export function scoredBodyBytes(rows: number, classes: number, margins: boolean): number {
  const table = classes <= MAX_CONFUSION_CLASSES ? 4 * classes * (classes + 1) : 0;
  return 4 * rows + table + (margins ? 12 * rows : 0);
}

/** A model's confidence in each row, in the units of its own scores. */
export interface Margins {
  /** The largest score minus the second; 0 if a model gives only labels */
  lead: Float32Array;
  /** The largest score minus the label's: 0 if it is right */
  miss: Float32Array;
  /** The right labels */
  labels: Int32Array;
}
