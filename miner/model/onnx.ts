/**
 * Reading and writing ONNX, with the code that `scripts/build_onnx.ts` makes of onnx.proto.
 *
 * @module
 */
import { reasonOf } from "../../protocol/errors.ts";
import { show } from "../../protocol/text/visible.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import {
  type AttributeProto,
  type GraphProto,
  type ModelProto as ModelFields,
  type NodeProto,
  type OperatorSetIdProto,
  readModelProto,
  type TensorProto,
  writeModelProto,
} from "./generated/onnx_proto.ts";
import { type Integer, ModelReader, ModelWriter } from "./model_reader.ts";

export type { AttributeProto, GraphProto, ModelFields, NodeProto, TensorProto };
export type { ValueInfoProto } from "./generated/onnx_proto.ts";

/** A model that was read has a list of opsets, be it empty. */
export type ModelProto = ModelFields & { opsetImport: OperatorSetIdProto[] };

/** A model that was read: one without a graph is refused. */
export type DecodedModel = ModelProto & { graph: GraphProto };

/** Element types, by TensorProto.DataType. */
export const TYPE = {
  float: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  double: 11,
  uint32: 12,
  uint64: 13,
} as const;

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
export function decodeModel(bytes: Uint8Array): DecodedModel {
  let model: ModelProto;
  try {
    model = readModelProto(new ModelReader(bytes));
  } catch (error) {
    throw new InvalidModel(
      "onnx-format",
      `it is not an ONNX file: ${protobufReason(error)}`,
      { kind: "export-onnx" },
    );
  }
  if (!hasNodes(model)) {
    throw new InvalidModel(
      "onnx-format",
      "it has no graph",
      { kind: "export-onnx" },
    );
  }
  return model;
}

function hasNodes(model: ModelProto): model is DecodedModel {
  return (model.graph?.node?.length ?? 0) > 0;
}

/** A message of the protobuf library, truncated so that it stays a sentence. */
function protobufReason(error: unknown): string {
  if (error instanceof RangeError && /call stack/.test(error.message)) return "it is nested deeply";
  return show(reasonOf(error), 200);
}

/** Room for what is not raw weights: more than most graphs take. */
const USUAL_BYTES = 2 ** 16;

/**
 * Encodes a model. The runtime gets these bytes, never the untrusted ones: two protobuf readers can
 * see two different models in bytes with a repeated field.
 */
export function encodeModel(model: ModelFields): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encodeWithRoom(model));
}

/** The same, at the start of a buffer with some room to spare: a large model is not copied. */
export function encodeWithRoom(model: ModelFields): Uint8Array<ArrayBuffer> {
  const weights = model.graph?.initializer?.reduce(
    (sum, { rawData }) => sum + (rawData?.length ?? 0),
    0,
  );
  const writer = new ModelWriter((weights ?? 0) + USUAL_BYTES);
  writeModelProto(model, writer);
  return writer.finish(true) as Uint8Array<ArrayBuffer>;
}

/** A protobuf integer as a number, the nearest one. */
export function integer(value: Integer | undefined): number {
  return Number(value ?? 0);
}

/** The dims of a tensor. */
export function dimsOf(tensor: TensorProto): number[] {
  return (tensor.dims ?? []).map(integer);
}

/** The number of values in a shape. */
export function product(shape: readonly number[]): number {
  return shape.reduce((total, dim) => total * dim, 1);
}

/** How whole numbers are read from raw data, by type; a width in TYPE_BYTES. */
const READ_WHOLE: Record<number, (view: DataView, at: number) => Integer> = {
  [TYPE.uint8]: (view, at) => view.getUint8(at),
  [TYPE.int8]: (view, at) => view.getInt8(at),
  [TYPE.uint16]: (view, at) => view.getUint16(at, true),
  [TYPE.int16]: (view, at) => view.getInt16(at, true),
  [TYPE.int32]: (view, at) => view.getInt32(at, true),
  [TYPE.int64]: (view, at) => view.getBigInt64(at, true),
  [TYPE.bool]: (view, at) => Number(view.getUint8(at) !== 0),
  [TYPE.uint32]: (view, at) => view.getUint32(at, true),
  [TYPE.uint64]: (view, at) => view.getBigUint64(at, true),
};

/** The whole numbers of a small constant: axes, shapes. */
export function integersOf(tensor: TensorProto): number[] | undefined {
  const count = product(dimsOf(tensor));
  const { dataType } = tensor;
  const read = READ_WHOLE[dataType ?? 0];
  const width = TYPE_BYTES[dataType ?? 0];
  if (count > 64 || read === undefined || width === undefined) return undefined;
  const raw = tensor.rawData;
  let integers: Integer[] = [];
  if (raw && raw.length > 0) {
    if (raw.length !== count * width) return undefined;
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    integers = Array.from({ length: count }, (_, i) => read(view, width * i));
  } else {
    integers = (dataType === TYPE.int64
      ? tensor.int64Data
      : dataType === TYPE.uint64 || dataType === TYPE.uint32
      ? tensor.uint64Data
      : tensor.int32Data) ?? [];
    if (integers.length !== count) {
      return undefined;
    }
  }
  return exactly(integers.map(integer), dataType === TYPE.int64);
}

/**
 * Numbers beyond 2⁵³ are unknown: a JavaScript number cannot distinguish two of them. But exporters
 * write the largest int64 for "to the end", and the smallest for "to the start".
 */
function exactly(integers: number[], ended: boolean): number[] | undefined {
  const ends = integers.map((n) => (ended && Math.abs(n) >= 2 ** 63 ? n * Infinity : n));
  return ends.every((n) => Number.isSafeInteger(n) || !Number.isFinite(n)) ? ends : undefined;
}

/** Floats are known up to this number: scales, bounds. */
export const MOST_FLOATS = 8;

/** The few floats of a constant: scales. */
export function floatsOf(tensor: TensorProto): number[] | undefined {
  const count = product(dimsOf(tensor));
  if (count > MOST_FLOATS || tensor.dataType !== TYPE.float) return undefined;
  const raw = tensor.rawData;
  if (!raw?.length) return tensor.floatData ?? undefined;
  if (raw.length !== 4 * count) return undefined;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true));
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

/** An attribute that is a text, or its default, which an empty one has as well. */
export function textAttribute(node: NodeProto, name: string, fallback = ""): string {
  const found = attribute(node, name)?.s;
  return found?.length ? new TextDecoder().decode(found) : fallback;
}

/** An attribute that lists whole numbers. */
export function integersAttribute(node: NodeProto, name: string): number[] | undefined {
  const found = attribute(node, name);
  return found === undefined ? undefined : (found.ints ?? []).map(integer);
}
