/**
 * Reading and writing the numbers of a float tensor of an ONNX file.
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

/** A float tensor's values, of any width; undefined for other types or without their bytes. */
export function floatValues(tensor: TensorProto): number[] | Float32Array | undefined {
  const { dataType, rawData: raw } = tensor;
  if (dataType === TYPE.float) return float32Of(tensor);
  const width = dataType === TYPE.double ? 8 : dataType === TYPE.float16 ? 2 : undefined;
  if (width === undefined) return undefined;
  if (!raw?.length) return width === 8 ? tensor.doubleData ?? [] : undefined;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from(
    { length: Math.floor(raw.length / width) },
    (_, i) => width === 8 ? view.getFloat64(8 * i, true) : view.getFloat16(2 * i, true),
  );
}

/**
 * The largest of a float tensor's absolute values; undefined for other types, NaN if it has one.
 */
export function largestFloat(tensor: TensorProto): number | undefined {
  let largest = 0;
  const values = floatValues(tensor);
  if (values === undefined) return undefined;
  for (const value of values) {
    if (!(Math.abs(value) <= largest)) largest = Math.abs(value);
    if (Number.isNaN(largest)) return NaN;
  }
  return largest;
}
