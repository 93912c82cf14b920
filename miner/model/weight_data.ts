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

/** Whether a tensor holds floats, all of them finite and below a bound. */
export function finiteFloats(tensor: TensorProto, below = Infinity): boolean {
  const { dataType, rawData: raw } = tensor;
  const width = { [TYPE.float]: 4, [TYPE.double]: 8, [TYPE.float16]: 2 }[dataType ?? 0];
  if (width === undefined) return false;
  const within = (value: number) => Math.abs(value) < below;
  if (!raw?.length) {
    const listed = dataType === TYPE.float ? tensor.floatData : tensor.doubleData;
    return dataType !== TYPE.float16 && (listed ?? []).every(within);
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  for (let at = 0; at + width <= raw.length; at += width) {
    const value = width === 4
      ? view.getFloat32(at, true)
      : width === 8
      ? view.getFloat64(at, true)
      : view.getFloat16(at, true);
    if (!within(value)) return false;
  }
  return true;
}
