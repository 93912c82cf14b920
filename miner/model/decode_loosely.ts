/**
 * What can still be read of a broken ONNX file, for people who want to know what is in it. Nothing
 * of it is ever run.
 *
 * @module
 */
import {
  type FunctionProto,
  type ModelProto,
  readFunctionProto,
  readNodeProto,
  readOperatorSetIdProto,
  readTensorProto,
  readValueInfoProto,
} from "./generated/onnx_proto.ts";
import { ModelReader } from "./model_reader.ts";
import type { DecodedModel } from "./onnx.ts";

/** What a field with a length does to a message. */
type Fields = Record<number, (bytes: Uint8Array) => void>;

/**
 * Reads each part by itself, as far as the file goes.
 *
 * @returns Undefined if nothing looks like a part of a model
 */
export function decodeLoosely(file: Uint8Array): DecodedModel | undefined {
  const graph = {
    node: [] as NonNullable<DecodedModel["graph"]["node"]>,
    initializer: [] as NonNullable<DecodedModel["graph"]["initializer"]>,
    input: [] as NonNullable<DecodedModel["graph"]["input"]>,
    output: [] as NonNullable<DecodedModel["graph"]["output"]>,
  };
  const opsetImport: DecodedModel["opsetImport"] = [];
  const functions: FunctionProto[] = [];
  const model: ModelProto = {};
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  readFields(file, {
    2: (bytes) => model.producerName = text(bytes),
    3: (bytes) => model.producerVersion = text(bytes),
    7: (bytes) =>
      readFields(bytes, {
        1: (inner) => graph.node.push(readNodeProto(new ModelReader(inner))),
        5: (inner) => graph.initializer.push(readTensorProto(new ModelReader(inner))),
        11: (inner) => graph.input.push(readValueInfoProto(new ModelReader(inner))),
        12: (inner) => graph.output.push(readValueInfoProto(new ModelReader(inner))),
      }),
    8: (bytes) => opsetImport.push(readOperatorSetIdProto(new ModelReader(bytes))),
    25: (bytes) => functions.push(readFunctionProto(new ModelReader(bytes))),
  });
  // Any bytes have something like fields; a node that names its operator is hardly chance.
  const isModel = graph.node.some(({ opType }) => opType) ||
    (opsetImport.some(({ version }) => version) && graph.input.length > 0);
  return isModel ? { ...model, graph, opsetImport, functions } : undefined;
}

/** The fields of a message, up to where it breaks; the last one may be cut short. */
function readFields(message: Uint8Array, fields: Fields): void {
  const reader = new ModelReader(message);
  try {
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      if ((tag & 7) !== LENGTH_DELIMITED) {
        reader.skipType(tag & 7);
        continue;
      }
      const length = reader.uint32();
      const from = reader.pos;
      reader.pos = Math.min(reader.len, from + length);
      const bytes = message.subarray(from, reader.pos);
      unlessBroken(() => fields[tag >>> 3]?.(bytes));
    }
  } catch {
    // What follows has no beginning that could be found.
  }
}

const LENGTH_DELIMITED = 2;

function unlessBroken(read: () => void): void {
  try {
    read();
  } catch {
    // Only this part is skipped.
  }
}
