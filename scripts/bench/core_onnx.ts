/**
 * Reading and writing ONNX for the payloads.
 *
 * @module
 */
import pkg from "onnx-proto";
import type { onnx } from "onnx-proto";

export { decodeModel, TYPE } from "../../miner/model/onnx.ts";

const { ModelProto } = (pkg as unknown as { onnx: typeof onnx }).onnx;

export function encodeModel(model: onnx.IModelProto): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(ModelProto.encode(model).finish());
}
