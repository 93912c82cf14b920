/**
 * A model whose weights are in a file beside it, as PyTorch exports it by default.
 *
 * @module
 */
import { decodeModel, encodeModel } from "../miner/model/onnx.ts";

/**
 * Moves the weights of a model into a data file.
 *
 * @param file Name of the data file
 */
export function separated(onnx: Uint8Array, file: string): { onnx: Uint8Array; data: Uint8Array } {
  const model = decodeModel(onnx);
  const data: number[] = [];
  for (const tensor of model.graph.initializer ?? []) {
    const raw = tensor.rawData ?? new Uint8Array();
    if (raw.length === 0) continue;
    tensor.externalData = [
      { key: "location", value: file },
      { key: "offset", value: String(data.length) },
      { key: "length", value: String(raw.length) },
    ];
    tensor.dataLocation = 1;
    tensor.rawData = new Uint8Array();
    data.push(...raw);
  }
  return { onnx: encodeModel(model), data: Uint8Array.from(data) };
}
