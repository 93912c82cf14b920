/**
 * What the parent asks its evaluator child. Requests come from the trusted side, so they are plain
 * types; the answers (answers.ts) come from a process that may have been taken over.
 *
 * @module
 */
import type { Hex } from "viem";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";

/** What the parent asks for. */
export type Request =
  | {
    type: "competition";
    spec: CompetitionSpec;
    /** Which of the spec's data sets the body holds */
    part: "test" | "validation";
    /** Length of the data file at the start of the body; labels follow where they are apart */
    dataBytes: number;
    /** The data and its description are those that the child holds already; the body is empty */
    same: boolean;
  }
  | {
    type: "evaluate";
    /** `package` is a `.deml`, `onnx` a bare model */
    form: "package" | "onnx";
    /** Whether to report progress */
    progress: boolean;
    /** Whether to send along how sure the model was of each row, and what is right */
    margins: boolean;
    /** The digest that the leaves of the evidence bind, 32 bytes; without it no evidence is made */
    evidence?: Hex;
  }
  | {
    type: "samples";
    /** Rows whose inputs are wanted, at most MAX_SAMPLES */
    rows: number[];
  };

/** Above this many classes no confusion matrix is kept: it would outgrow the predictions. */
export const MAX_CONFUSION_CLASSES = 256;

/** Rows that one request for samples may name: what a person looks at. */
export const MAX_SAMPLES = 256;

/** Bytes of the body of `scored`: int32 a row, uint32 a cell, and the Margins if asked for. */
export function scoredBodyBytes(rows: number, classes: number, margins: boolean): number {
  const table = classes <= MAX_CONFUSION_CLASSES ? 4 * classes * classes : 0;
  return 4 * rows + table + (margins ? 12 * rows : 0);
}

/** How sure a model was of each row, in the units of its own scores. */
export interface Margins {
  /** The largest score minus the second; 0 where a model gives labels only */
  lead: Float32Array;
  /** The largest score minus the label's: 0 where it is right */
  miss: Float32Array;
  /** What is right */
  labels: Int32Array;
}
