/**
 * Element types of outputs, by TensorProto.DataType.
 *
 * @module
 */
import { attribute, integerAttribute, type NodeProto, TYPE } from "../onnx.ts";
import type { Value } from "./rule.ts";

type TypeRule = (node: NodeProto, inputs: (Value | undefined)[]) => (number | undefined)[];

const like = (index: number): TypeRule => (_, inputs) => [inputs[index]?.type];
const always = (...types: (number | undefined)[]): TypeRule => () => types;

/** Class labels are whole numbers or texts. */
const labels: TypeRule = (node) => {
  const texts = attribute(node, "classlabels_strings")?.strings?.length;
  return [texts ? TYPE.string : TYPE.int64, TYPE.float];
};

/** The name of a LabelEncoder's attribute shows the type of its output. */
function encoded(node: NodeProto, inputs: (Value | undefined)[]): number | undefined {
  const tensor = attribute(node, "values_tensor")?.t;
  if (tensor) return tensor.dataType ?? undefined;
  if (attribute(node, "values_strings")) return TYPE.string;
  if (attribute(node, "values_int64s")) return TYPE.int64;
  if (attribute(node, "values_floats")) return TYPE.float;
  // The first version converts between text and whole numbers.
  if (!attribute(node, "classes_strings")) return undefined;
  return inputs[0]?.type === TYPE.string ? TYPE.int64 : TYPE.string;
}

/** Other operators return the type of their first input. */
const RULES: Record<string, TypeRule> = {
  Cast: (node) => [integerAttribute(node, "to", 0)],
  CastLike: like(1),
  Where: like(1),
  OneHot: like(2),
  DequantizeLinear: (
    node,
    inputs,
  ) => [integerAttribute(node, "output_dtype", 0) || inputs[1]?.type],
  QuantizeLinear: (
    node,
    inputs,
  ) => [inputs[2]?.type ?? (integerAttribute(node, "output_dtype", 0) || TYPE.uint8)],
  // Moments are computed as float32, whatever the input is.
  LayerNormalization: (_, inputs) => [inputs[0]?.type, TYPE.float, TYPE.float],
  DynamicQuantizeLinear: always(TYPE.uint8, TYPE.float, TYPE.uint8),
  QLinearConv: like(7),
  QLinearMatMul: like(7),
  TopK: (_, inputs) => [inputs[0]?.type, TYPE.int64],
  MaxPool: (_, inputs) => [inputs[0]?.type, TYPE.int64],
  Dropout: (_, inputs) => [inputs[0]?.type, TYPE.bool],
  Split: (node, inputs) => (node.output ?? []).map(() => inputs[0]?.type),
  LSTM: (_, inputs) => [0, 0, 0].map(() => inputs[0]?.type),
  GRU: (_, inputs) => [0, 0].map(() => inputs[0]?.type),
  RNN: (_, inputs) => [0, 0].map(() => inputs[0]?.type),
  LinearClassifier: labels,
  SVMClassifier: labels,
  TreeEnsembleClassifier: labels,
  LabelEncoder: (node, inputs) => [encoded(node, inputs)],
  ...all("ArgMax ArgMin Shape Size", always(TYPE.int64)),
  ...all("ConvInteger MatMulInteger", always(TYPE.int32)),
  ...all(
    "Equal Greater GreaterOrEqual Less LessOrEqual And Or Xor Not IsNaN IsInf",
    always(TYPE.bool),
  ),
  ...all(
    "LinearRegressor TreeEnsembleRegressor Normalizer Scaler FeatureVectorizer OneHotEncoder",
    always(TYPE.float),
  ),
};

function all(names: string, rule: TypeRule): Record<string, TypeRule> {
  return Object.fromEntries(names.split(" ").map((name) => [name, rule]));
}

/** The types of a node's outputs, in order; undefined if unknown. */
export function typesOf(node: NodeProto, inputs: (Value | undefined)[]): (number | undefined)[] {
  return (RULES[node.opType ?? ""] ?? like(0))(node, inputs);
}
