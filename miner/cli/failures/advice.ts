/**
 * What the author of an INVALID model can do about it, in words.
 *
 * @module
 */
import { type Advice, adviceWith, type AdviceWords } from "../../../protocol/score/advice.ts";

const WORDS: AdviceWords = {
  shrink: () => "Make the model smaller",
  "shrink-package": () => "Make the model smaller, or pack it with --float16 or --int8",
  "shrink-or-open-batch": () => "Make the model smaller, or leave its batch open",
  repack: () => "Pack the model again with `deml pack`",
  seal: () => "Seal the package with `deml seal`",
  "submit-digested": () => "Submit the package that the digest was computed from",
  "export-onnx": () => "Export the model to ONNX; pickles and other formats are not accepted",
  "export-again": () => "Export it again",
  "export-checked": () => "Export the model again, and check it with onnx.checker",
  "export-opset": ({ opset }) => `Export it with opset ${opset}`,
  "export-open-batch": () => "Export it with the spec's shape, and only the batch open",
  "one-input": () => "Export a model that takes the samples, and nothing else",
  "export-input": ({ type, shape, values }) => {
    const shapes = new Set([shape, String(values)]);
    return `Export it for ${type} ${[...shapes].map((dims) => `[N, ${dims}]`).join(" or ")}`;
  },
  "weights-inside": () =>
    "Export it with the weights inside the file: torch.onnx.export(..., external_data=False)",
  "data-file": ({ file }) =>
    `Put ${file} into the same folder, or export the weights inside the file: ` +
    "torch.onnx.export(..., external_data=False)",
  "quantize-weights": () => "Quantize its weights when you export it",
  "cast-to-float32": () =>
    "Cast to float32 first, and use the types that docs/PROTOCOL.md, section 8, admits",
  "admitted-operators": () => "Use the operators that docs/PROTOCOL.md, section 8, admits",
  "without-loops": () =>
    "Export it with deml-export (scripts/export), which unrolls recurrent layers and writes k-NN " +
    "without a loop",
  "evaluation-mode": () =>
    "Put the model into evaluation mode before you export it, e.g. model.eval()",
  "samples-apart": () =>
    "Let nothing work along the axis of the batch, and no shape grow but in proportion to it; or " +
    "export it with a batch of 1, which sees one sample whatever it does",
  "static-qdq": () =>
    "Quantize it statically (static QDQ: onnxruntime's quantize_static with QuantFormat.QDQ), or " +
    "export it with an open batch or a batch of 1",
  "train-on-numbers": () => "Train on the labels as numbers from 0 on, not on names",
  "export-outputs": ({ classes }) => `Give int64 [N], or float32 [N, ${classes}]`,
  "row-per-sample": () => "Give one row per sample, without NaN",
  "try-on-samples": () => "Run it with onnxruntime on a few rows of the data before you pack it",
};

/** Puts advice into words: a sentence without its full stop. */
export function tellAdvice(advice: Advice): string {
  return adviceWith(WORDS, advice);
}
