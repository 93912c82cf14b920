/**
 * What the author of an INVALID model can do about it: data, which terminal and page each put into
 * words, since only they know what their reader has at hand.
 *
 * @module
 */

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
  /** Again, with a framework's exporter */
  "export-again": {},
  /** The same, then checked: no exporter writes such a file */
  "export-checked": {},
  "export-opset": { opset: "number" },
  /** The shape of a sample fixed, the batch open */
  "export-open-batch": {},
  "one-input": {},
  /**
   * `shape` of one sample, its dims separated by commas; `values` is their product, for a flat row
   */
  "export-input": { type: "string", shape: "string", values: "number" },
  "weights-inside": {},
  /** Its weights are in a file that should be beside it */
  "data-file": { file: "string" },
  "quantize-weights": {},
  "cast-to-float32": {},
  "admitted-operators": {},
  /** Our exporter writes what other exporters write as a loop */
  "without-loops": {},
  "evaluation-mode": {},
  /** No shape may depend on the batch, except in proportion */
  "samples-apart": {},
  /** It quantizes by the range of a batch */
  "static-qdq": {},
  /** It was trained on names as labels */
  "train-on-numbers": {},
  "export-outputs": { classes: "number" },
  /** One row for each sample, without NaN */
  "row-per-sample": {},
  "try-on-samples": {},
} as const satisfies Record<string, Readonly<Record<string, "number" | "string">>>;

export type AdviceKind = keyof typeof ADVICE;

type Fields<F> = {
  readonly [N in keyof F]: F[N] extends "number" ? number : string;
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
