/**
 * What beside a score hints at a mistake in the model's export: data, which terminal and page each
 * put into words. A hint changes neither the verdict nor the score.
 *
 * @module
 */

/** Labels or outputs that one hint names; it counts all of them. */
export const MOST_HINTED = 10;

/** An output that nobody reads. */
export interface PassedOver {
  /** From the file: untrusted */
  readonly name: string;
  readonly type: "double" | "int32";
}

/** What was seen, with its figures. */
export type Hint =
  /** The one column is read as a probability, and in `rows` rows it is not from 0 to 1 */
  | { readonly kind: "raw-logit"; readonly rows: number }
  /** The metric reads probabilities, and `rows` rows are none, or do not add up to about 1 */
  | { readonly kind: "not-probabilities"; readonly rows: number }
  /** `rows` predictions are outside the classes; −1 is any negative one, and any beyond 31 bits */
  | {
    readonly kind: "outside-classes";
    readonly rows: number;
    readonly lowest: number;
    readonly highest: number;
    readonly classes: number;
  }
  /** Rows carry these labels, and no row gets them; the first of `count` */
  | { readonly kind: "never-predicted"; readonly count: number; readonly labels: readonly number[] }
  /** Outputs that would give the labels if their type were read; the first of them */
  | { readonly kind: "outputs-passed-over"; readonly outputs: readonly PassedOver[] };

export type HintKind = Hint["kind"];

/** Words for every kind: starting with a capital, without a full stop at the end. */
export type HintWords = {
  readonly [K in HintKind]: (hint: Extract<Hint, { kind: K }>) => string;
};

/** Puts a hint into the words of a table. */
export function hintWith(words: HintWords, hint: Hint): string {
  return (words[hint.kind] as (hint: Hint) => string)(hint);
}
