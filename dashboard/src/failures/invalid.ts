/**
 * INVALID models in the page's words: why, and what their authors can do.
 *
 * @module
 */
import { REMEDIES } from "../../../protocol/format/remedies.ts";
import { adviceWith, type AdviceWords } from "../../../protocol/score/advice.ts";
import { type Sentence, type Sentences, tellWith } from "../../../protocol/format/tell.ts";
import { invalid, type InvalidFailure, type Verdict } from "./verdict.ts";

const WORDS: AdviceWords = {
  ...REMEDIES,
  shrink: () => "Make the model smaller",
  "shrink-package": () =>
    "Make the model smaller, or round its weights to float16 or int8 when you export it",
  "shrink-or-open-batch": () => "Make the model smaller, or leave its batch open",
  repack: () => "Choose its .onnx file instead: the page packs it",
  seal: () => "Submit it on this page, which seals it",
  "submit-digested": () => "Only the package that the digest was computed from can be judged",
  "export-onnx": () => "Export the model to ONNX; pickles and other formats are not accepted",
  "export-checked": () => "Export the model again, and check it with onnx.checker",
  "data-file": ({ file }) =>
    `Choose the model and ${file} together, or export the weights inside the file: ` +
    "torch.onnx.export(..., external_data=False)",
  "quantize-weights": () => "Quantize it with QuantFormat.QDQ, which keeps its weights constant",
  "cast-to-float32": () =>
    "Cast to float32 first, and use the types that docs/PROTOCOL.md, section 8, admits",
  "evaluation-mode": () =>
    "Put the model into evaluation mode before you export it, e.g. with model.eval()",
  "samples-apart": () =>
    "A model sees one sample at a time: let nothing work along the axis of the batch, and no shape " +
    "grow but in proportion to it, or export it with a batch of 1",
  "static-qdq": () =>
    "A model sees one sample at a time: quantize it statically (static QDQ: quantize_static with " +
    "QuantFormat.QDQ), or export it with an open batch or a batch of 1",
  "train-on-numbers": () => "Train on labels that are numbers from 0, not names",
  "export-value": () =>
    "Give the predicted number as float32 [N] or [N, 1]: a Cast at the end makes float of double",
  "row-per-sample": () => "Give one row per sample, without NaN",
  "try-on-samples": () => "Run it with onnxruntime on a few rows of the data first",
};

export const INVALID: Sentences<InvalidFailure> = {
  "model/invalid": (
    { rule, found, advice },
  ) => [`INVALID by rule ${rule}: ${found}`, adviceWith(WORDS, advice)],
};

/** A verdict in words. */
export function tellVerdict(verdict: Verdict): Sentence {
  return tellWith(INVALID, invalid(verdict));
}
