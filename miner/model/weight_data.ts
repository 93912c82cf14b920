/**
 * The numbers of a float tensor, out of an ONNX file and back into one.
 *
 * @module
 */
import { dimsOf, product, type TensorProto, TYPE } from "./onnx.ts";

/** A float32 tensor's values, or undefined for tensors of another type or without their bytes. */
export function float32Of(tensor: TensorProto): Float32Array | undefined {
  if (tensor.dataType !== TYPE.float || tensor.externalData?.length || tensor.dataLocation) return;
  const count = product(dimsOf(tensor));
  const raw = tensor.rawData;
  if (!raw?.length) {
    return tensor.floatData?.length === count ? Float32Array.from(tensor.floatData) : undefined;
  }
  if (raw.length !== 4 * count) return undefined;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true));
}

/** A tensor of raw float32. */
export function float32Tensor(name: string, dims: number[], values: number[]): TensorProto {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return { name, dims, dataType: TYPE.float, rawData: new Uint8Array(view.buffer) };
}

/** A tensor of raw float16, each value rounded to the nearest, ties to even. */
export function float16Tensor(name: string, dims: number[], values: Float32Array): TensorProto {
  const view = new DataView(new ArrayBuffer(2 * values.length));
  values.forEach((value, i) => view.setFloat16(2 * i, value, true));
  return { name, dims, dataType: TYPE.float16, rawData: new Uint8Array(view.buffer) };
}
