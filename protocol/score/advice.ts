/**
 * What the author of an INVALID model can do about it: data, which terminal and page each put into
 * words, since only they know what their reader has at hand.
 *
 * @module
 */

import type { Exporter } from "./exporters.ts";

/** What the fields of advice may be. */
interface FieldTypes {
  number: number;
  string: string;
  /** The tool that wrote the file: `unknown` until the admission check looks */
  exporter: Exporter;
}

/** Every kind, and its fields: the child's answers are checked against them. */
export const ADVICE = {
  /** Nothing but a smaller model helps */
  shrink: {},
  /** Rounded weights would also help */
  "shrink-package": {},
  /** So would an open batch */
  "shrink-or-open-batch": {},
  repack: {},
  seal: {},
  /** The digest belongs to a package other than the one on chain */
  "submit-digested": {},
  /** To ONNX: it is another format */
  "export-onnx": {},
  /** The same, then checked: no exporter writes such a file */
  "export-checked": {},
  /** A node is not as the rules know it: exported in another way, it is */
  "export-otherwise": { exporter: "exporter" },
  "export-opset": { domain: "string", opset: "number", exporter: "exporter" },
  "one-input": { exporter: "exporter" },
  /** Constants of its layers became inputs */
  "constants-inside": { exporter: "exporter" },
  /**
   * `shape` of one sample, its dims separated by commas; `values` is their product, for a flat row
   */
  "export-input": { type: "string", shape: "string", values: "number", exporter: "exporter" },
  "weights-inside": { exporter: "exporter" },
  /** Its weights are in a file that should be beside it */
  "data-file": { file: "string" },
  "quantize-weights": {},
  "cast-to-float32": {},
  /** By what the protocol admits; `operator` with its domain, if it has one */
  "replace-operator": { operator: "string", exporter: "exporter" },
  /** To operators of the standard's own domains */
  "standard-domains": { domain: "string", exporter: "exporter" },
  /** Our exporter writes what other exporters write as a loop */
  "without-loops": { exporter: "exporter" },
  "inline-functions": {},
  "dense-tensors": {},
  "finite-weights": {},
  "evaluation-mode": {},
  /** No shape may depend on the batch, except in proportion */
  "samples-apart": {},
  /** It quantizes by the range of a batch */
  "static-qdq": {},
  /** It was trained on names as labels */
  "train-on-numbers": {},
  "export-outputs": { classes: "number", exporter: "exporter" },
  /** The metric reads scores or probabilities, not labels */
  "export-scores": { classes: "number", exporter: "exporter" },
  /** The metric reads a number */
  "export-value": {},
  /** One row for each sample, without NaN */
  "row-per-sample": {},
  "try-on-samples": {},
} as const satisfies Record<string, Readonly<Record<string, keyof FieldTypes>>>;

export type AdviceKind = keyof typeof ADVICE;

type Fields<F> = {
  readonly [N in keyof F]: F[N] extends keyof FieldTypes ? FieldTypes[F[N]] : never;
};

/** One piece of advice: its kind, and the fields that ADVICE gives it. */
export type Advice = {
  [K in AdviceKind]: { readonly kind: K } & Fields<(typeof ADVICE)[K]>;
}[AdviceKind];

/** Words for every kind: starting with a capital, without a full stop at the end. */
export type AdviceWords = {
  readonly [K in AdviceKind]: (advice: Extract<Advice, { kind: K }>) => string;
};

/** Puts a piece of advice into the words of a table. */
export function adviceWith(words: AdviceWords, advice: Advice): string {
  return (words[advice.kind] as (advice: Advice) => string)(advice);
}
