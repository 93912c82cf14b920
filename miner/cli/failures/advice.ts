/**
 * What the author of an INVALID model can do about it, in words.
 *
 * @module
 */
import { REMEDIES } from "../../../protocol/format/remedies.ts";
import { type Advice, adviceWith, type AdviceWords } from "../../../protocol/score/advice.ts";

const WORDS: AdviceWords = {
  ...REMEDIES,
  shrink: () => "Make the model smaller",
  "shrink-package": () => "Make the model smaller, or pack it with --float16 or --int8",
  "shrink-or-open-batch": () => "Make the model smaller, or leave its batch open",
  repack: () => "Pack the model again with `deml pack`",
  seal: () => "Seal the package with `deml seal`",
  "submit-digested": () => "Submit the package that the digest was computed from",
  "export-onnx": () => "Export the model to ONNX; pickles and other formats are not accepted",
  "export-checked": () => "Export the model again, and check it with onnx.checker",
  "data-file": ({ file }) =>
    `Put ${file} into the same folder, or export the weights inside the file: ` +
    "torch.onnx.export(..., external_data=False)",
  "quantize-weights": () => "Quantize it with QuantFormat.QDQ, which keeps its weights constant",
  "cast-to-float32": () =>
    "Cast to float32 first, and use the types that docs/PROTOCOL.md, section 8, admits",
  "evaluation-mode": () =>
    "Put the model into evaluation mode before you export it, e.g. model.eval()",
  "samples-apart": () =>
    "A model sees one sample at a time: let nothing work along the axis of the batch, and no shape " +
    "grow but in proportion to it, or export it with a batch of 1",
  "static-qdq": () =>
    "A model sees one sample at a time: quantize it statically (static QDQ: quantize_static with " +
    "QuantFormat.QDQ), or export it with an open batch or a batch of 1",
  "train-on-numbers": () => "Train on the labels as numbers from 0 on, not on names",
  "export-value": () =>
    "Give the predicted number as float32 [N] or [N, 1]: a Cast at the end makes float of double",
  "row-per-sample": () => "Give one row per sample, without NaN",
  "try-on-samples": () => "Run it with onnxruntime on a few rows of the data before you pack it",
};

/** Puts advice into words: a sentence without its full stop. */
export function tellAdvice(advice: Advice): string {
  return adviceWith(WORDS, advice);
}
