/**
 * What a score hints at, in words.
 *
 * @module
 */
import { type Hint, hintWith, type HintWords } from "../../../protocol/score/hints.ts";

const WORDS: HintWords = {
  "raw-logit": ({ rows }) =>
    `${
      rowsOf(rows)
    } a value outside 0 to 1, so the one column is a raw logit, and class 1 begins ` +
    "at 0.5 instead of 0: add a Sigmoid at the model's end",
  "not-probabilities": ({ rows }) =>
    `${rowsOf(rows)} scores that are not probabilities, below 0, above 1 or not adding up to 1, ` +
    "and the metric reads probabilities: add a Softmax at the model's end",
  "outside-classes": ({ rows, lowest, highest, classes }) => {
    const last = classes - 1;
    if (highest < 0) {
      return `${rowsOf(rows)} a label below 0 or beyond 31 bits: give labels from 0 to ${last}`;
    }
    const found = lowest === highest
      ? `the label ${lowest}`
      : `labels from ${lowest} to ${highest}`;
    const first = `${rowsOf(rows)} ${found}, and the classes are 0 to ${last}`;
    return highest === classes && lowest === classes
      ? `${first}: labels that begin at 1 are one too high, so subtract 1 at the model's end`
      : `${first}: map the model's labels to these at its end`;
  },
  "never-predicted": ({ count, labels }) =>
    (count === 1
      ? `The label ${labels.join()} is in the data, and the model never gives it`
      : `${count} labels are in the data, and the model never gives them: ${labels.join(", ")}` +
        (labels.length < count ? " and others" : "")) +
    "; check the order of the classes, and whether training saw them",
  "outputs-passed-over": ({ outputs }) =>
    outputs.map(({ name, type }) => `Output "${name}" is ${type}`).join(", ") +
    ", which is not read: cast labels to int64 and scores to float32",
};

function rowsOf(rows: number): string {
  return rows === 1 ? "1 row gets" : `${rows} rows get`;
}

/** Puts a hint into words: a sentence without its full stop. */
export function tellHint(hint: Hint): string {
  return hintWith(WORDS, hint);
}
