/**
 * The tools that write ONNX files, as far as advice differs between them.
 *
 * @module
 */

export const EXPORTERS = [
  /** `torch.onnx.export` with `dynamo=True`, PyTorch's default since 2.9 */
  "torch-dynamo",
  /** `torch.onnx.export` with `dynamo=False` */
  "torchscript",
  /** tf2onnx */
  "keras",
  /** skl2onnx */
  "sklearn",
  /** onnxmltools, CatBoost */
  "boosters",
  /** onnxruntime's own tools: its quantization, and models that it saved after it optimised them */
  "onnxruntime",
  /** Another tool, or a file that does not say */
  "unknown",
] as const;
export type Exporter = typeof EXPORTERS[number];
