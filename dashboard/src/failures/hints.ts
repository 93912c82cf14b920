/**
 * What a score hints at, in the page's words.
 *
 * @module
 */
import { type Hint, hintWith, type HintWords } from "../../../protocol/score/hints.ts";

const WORDS: HintWords = {
  "raw-logit": ({ rows }) =>
    `The one column is a raw logit: ${count(rows, "value is", "values are")} outside 0 to 1. ` +
    "Class 1 begins at 0.5 here, not at 0: end the model with a Sigmoid",
  "not-probabilities": ({ rows }) =>
    `The metric reads probabilities, and ${count(rows, "row is", "rows are")} none: below 0, ` +
    "above 1 or not adding up to 1. End the model with a Softmax",
  "outside-classes": ({ rows, lowest, highest, classes }) => {
    const last = classes - 1;
    const predictions = `${count(rows, "prediction is", "predictions are")} outside the classes`;
    if (highest < 0) return `${predictions}, below 0 or beyond 31 bits: give labels 0 to ${last}`;
    if (lowest === classes && highest === classes) {
      return `${predictions}: they are ${highest}, and the last class is ${last}. If the model's ` +
        "labels begin at 1, subtract 1 at its end";
    }
    return `${predictions}: they go from ${lowest} to ${highest}, and the classes from 0 to ` +
      `${last}. Map them at the model's end`;
  },
  "never-predicted": ({ count: all, labels }) =>
    (all === 1
      ? `The model never predicts label ${labels.join()}, which the data has`
      : `The model never predicts ${all} labels that the data has: ${labels.join(", ")}` +
        (labels.length < all ? " and others" : "")) +
    ". Compare the order of the classes with the data's, and look whether training saw them",
  "outputs-passed-over": ({ outputs }) =>
    outputs.map(({ name, type }) => `Output "${name}" is ${type}`).join(", ") +
    ", a type that is not read. Export labels as int64 and scores as float32",
};

function count(rows: number, one: string, many: string): string {
  return `${rows.toLocaleString("en")} ${rows === 1 ? one : many}`;
}

/** Puts a hint into words, without a full stop at their end. */
export function tellHint(hint: Hint): string {
  return hintWith(WORDS, hint);
}
