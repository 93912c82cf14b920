/**
 * Weights of 8 bits, as signed as what they are multiplied with. Products of unsigned by signed
 * bytes, summed in pairs, saturate at 16 bits on x64 processors without VNNI, so results would
 * differ; those of two unsigned or two signed bytes do not. A weight and its zero point are both
 * moved by 128: their difference stays the same.
 *
 * @module
 */
import { dimsOf, type NodeProto, product, type TensorProto, TYPE } from "../onnx.ts";
import type { Value } from "../operators/rule.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { GraphEditor } from "./graph_editor.ts";
import type { Magnitudes } from "./magnitudes.ts";

/** Where an operator has its weights and their zero point. */
const PLACES: Record<string, [weights: number, zero: number]> = {
  MatMulInteger: [1, 3],
  ConvInteger: [1, 3],
  QLinearMatMul: [3, 5],
  QLinearConv: [3, 5],
  DequantizeLinear: [0, 2],
};

/**
 * A node with its constant int8 weights as uint8; those of a convolution, which the engine takes as
 * the first factor, also as int8 where they are uint8 and the input is not.
 *
 * @throws InvalidModel `operator` for such weights that are computed
 */
export function likeSigned(
  editor: GraphEditor,
  node: NodeProto,
  inputs: (Value | undefined)[],
  magnitudes: Magnitudes,
): NodeProto {
  const places = PLACES[node.opType ?? ""];
  if (places === undefined) return node;
  const [at, zeroAt] = places;
  const type = inputs[at]?.type;
  const alone = node.opType === "DequantizeLinear";
  const signed = !alone && inputs[0]?.type === TYPE.int8;
  const lowers = signed && type === TYPE.uint8 && node.opType === "ConvInteger";
  if (!lowers && (signed || type !== TYPE.int8)) return node;
  const name = (index: number) => node.input?.[index] ?? "";
  const weights = magnitudes.constant(name(at));
  const zero = magnitudes.constant(name(zeroAt));
  if (weights === undefined || (zero === undefined && name(zeroAt) !== "")) {
    if (alone) return node;
    throw new InvalidModel(
      "operator",
      `its ${node.opType} node has ${lowers ? "unsigned" : "signed"} weights that are computed`,
      { kind: "quantize-weights" },
    );
  }
  const input = [...node.input ?? []];
  const becomes = lowers ? TYPE.int8 : TYPE.uint8;
  input[at] = editor.bytes(moved(weights), dimsOf(weights), becomes);
  while (input.length < zeroAt) input.push("");
  // Missing zero points are zero, one per scale.
  const shape = alone ? inputs[1]?.shape ?? [] : [];
  input[zeroAt] = zero
    ? editor.bytes(moved(zero), dimsOf(zero), becomes)
    : editor.bytes(new Uint8Array(product(shape)).fill(128), shape, becomes);
  return { ...node, input };
}

/** Bytes of an int8 tensor, 128 higher, or of a uint8 tensor, 128 lower: the same bits. */
function moved(tensor: TensorProto): Uint8Array {
  const raw = tensor.rawData;
  const values = raw?.length ? Uint8Array.from(raw) : Uint8Array.from(tensor.int32Data ?? []);
  if (values.length !== product(dimsOf(tensor))) {
    throw new Error("A tensor that was checked has other bytes");
  }
  return values.map((byte) => byte ^ 128);
}
