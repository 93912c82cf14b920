/**
 * Reading ONNX with the protobuf code of the npm package onnx-proto.
 *
 * @module
 */
import pkg from "onnx-proto";
import type { onnx } from "onnx-proto";
import { InvalidModel } from "./verdict.ts";

export type ModelProto = onnx.ModelProto;
export type NodeProto = onnx.INodeProto;
export type TensorProto = onnx.ITensorProto;
export type AttributeProto = onnx.IAttributeProto;
export type ValueInfoProto = onnx.IValueInfoProto;

const { ModelProto } = (pkg as unknown as { onnx: typeof onnx }).onnx;

/** Element types, by TensorProto.DataType. */
export const TYPE = { float: 1, uint8: 2, int32: 6, int64: 7, string: 8, bool: 9 } as const;

/** Bytes of an element, for the types whose raw data we check. */
export const TYPE_BYTES: Record<number, number> = {
  1: 4, // float
  2: 1, // uint8
  3: 1, // int8
  4: 2, // uint16
  5: 2, // int16
  6: 4, // int32
  7: 8, // int64
  9: 1, // bool
  10: 2, // float16
  11: 8, // double
  12: 4, // uint32
  13: 8, // uint64
};

/**
 * Decodes a model.
 *
 * @throws InvalidModel `onnx-format`
 */
export function decodeModel(bytes: Uint8Array): ModelProto {
  let model: ModelProto;
  try {
    model = ModelProto.decode(bytes);
  } catch (error) {
    throw new InvalidModel(
      "onnx-format",
      `it is no ONNX file: ${error instanceof Error ? error.message : error}`,
      "Export the model to ONNX; pickles and other formats are not accepted",
    );
  }
  if (!model.graph || !model.graph.node?.length) {
    throw new InvalidModel(
      "onnx-format",
      "it holds no graph",
      "Export the model to ONNX; pickles and other formats are not accepted",
    );
  }
  return model;
}

/**
 * Encodes a model. The runtime is given these bytes, never the stranger's: two protobuf readers
 * can see two different models in bytes that hold a field twice.
 */
export function encodeModel(model: ModelProto): Uint8Array<ArrayBuffer> {
  return new Uint8Array(ModelProto.encode(model).finish());
}

/** A protobuf integer as a number. */
export function integer(value: unknown): number {
  return Number(String(value ?? 0));
}

/** The dims of a tensor. */
export function dimsOf(tensor: TensorProto): number[] {
  return (tensor.dims ?? []).map(integer);
}

/** The number of values in a shape. */
export function product(shape: readonly number[]): number {
  return shape.reduce((total, dim) => total * dim, 1);
}

/** The whole numbers of a small constant: axes, shapes. */
export function integersOf(tensor: TensorProto): number[] | undefined {
  const count = product(dimsOf(tensor));
  if (count > 64 || (tensor.dataType !== TYPE.int64 && tensor.dataType !== TYPE.int32)) {
    return undefined;
  }
  const raw = tensor.rawData;
  if (raw && raw.length > 0) {
    const width = TYPE_BYTES[tensor.dataType]!;
    if (raw.length !== count * width) return undefined;
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    return Array.from(
      { length: count },
      (_, i) => width === 8 ? Number(view.getBigInt64(8 * i, true)) : view.getInt32(4 * i, true),
    );
  }
  const values = tensor.dataType === TYPE.int64 ? tensor.int64Data : tensor.int32Data;
  return (values ?? []).map(integer);
}

/** A node's attribute. */
export function attribute(node: NodeProto, name: string): AttributeProto | undefined {
  return node.attribute?.find((candidate) => candidate.name === name);
}

/** A whole-number attribute, or its default. */
export function integerAttribute(node: NodeProto, name: string, fallback: number): number {
  const found = attribute(node, name);
  return found === undefined ? fallback : integer(found.i);
}

/** An attribute that lists whole numbers. */
export function integersAttribute(node: NodeProto, name: string): number[] | undefined {
  const found = attribute(node, name);
  return found === undefined ? undefined : (found.ints ?? []).map(integer);
}
