/**
 * The operators that a model may use: those whose output shapes and work follow from their inputs'
 * shapes. An operator that runs a subgraph (If, Loop, Scan), that draws random numbers, whose output
 * shape depends on values (NonZero, Unique, Compress) or that writes by index (ScatterND) is not
 * among them. docs/PROTOCOL.md, section 8, lists them; the test compares.
 *
 * To add one: give it a row here, and a model that uses it to operators_test.ts.
 * Source of the shape rules: https://onnx.ai/onnx/operators/
 *
 * @module
 */
import { type NodeProto, product } from "../onnx.ts";
import { InvalidModel, short } from "../../../protocol/score/verdict.ts";
import { attention } from "./attention.ts";
import {
  arrayFeatureExtractor,
  columnwise,
  featureVectorizer,
  linearClassifier,
  linearRegressor,
  oneHotEncoder,
  svmClassifier,
  zipMap,
} from "./classical.ts";
import { constant, constantOfShape } from "./constants.ts";
import {
  arithmetic,
  batchNormalization,
  cast,
  comparison,
  division,
  elementwise,
  identity,
  layerNormalization,
  localResponse,
  modulo,
  same,
  single,
} from "./elementwise.ts";
import * as layout from "./layout.ts";
import { einsum, gemm, matMul, quantizedMatMul } from "./matrix.ts";
import { recurrent } from "./recurrent.ts";
import { argMax, oneHot, range, reduce, shape, size, topK } from "./reduce.ts";
import { at, type Inferred, MOST_DIMS, named, type Rule, type Value, wrong } from "./rule.ts";
import { trees } from "./trees.ts";
import { typesOf } from "./types.ts";
import { conv, convTranspose, globalPool, pool, quantizedConv, resize } from "./windows.ts";

const ML = "ai.onnx.ml";

/** The quantized values, their scale and their zero point. */
const dynamicQuantize: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  return { outputs: [{ shape }, { shape: [] }, { shape: [] }], work: 2 * product(shape) };
};

/** Every admitted operator, by `Name` or `domain/Name`. */
export const OPERATORS: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...named(
    "Relu LeakyRelu Elu Selu Celu ThresholdedRelu Sigmoid HardSigmoid HardSwish Tanh Softplus " +
      "Softsign Gelu Mish Erf Exp Log Sqrt Floor Ceil Round Sign Reciprocal Sin Cos Tan " +
      "Asin Acos Atan Sinh Cosh Asinh Acosh Atanh IsNaN IsInf Clip Shrink CumSum Trilu " +
      "Softmax LogSoftmax Hardmax InstanceNormalization " +
      "GroupNormalization LpNormalization MeanVarianceNormalization " +
      "QuantizeLinear DequantizeLinear",
    same,
  ),
  ["BatchNormalization", batchNormalization],
  ["LayerNormalization", layerNormalization],
  ["Add", arithmetic((a = NaN, b = NaN) => a + b)],
  ["Sub", arithmetic((a = NaN, b = NaN) => a - b)],
  ["Mul", arithmetic((a = NaN, b = NaN) => a * b)],
  ["Div", division((a = NaN, b = NaN) => Math.trunc(a / b))],
  ["LRN", localResponse],
  ["Mod", modulo],
  ["Max", arithmetic((...values) => Math.max(...values))],
  ["Min", arithmetic((...values) => Math.min(...values))],
  ["Sum", arithmetic((...values) => values.reduce((total, value) => total + value, 0))],
  ["Mean", arithmetic()],
  ["Greater", comparison((a, b) => a > b)],
  ["GreaterOrEqual", comparison((a, b) => a >= b)],
  ["Less", comparison((a, b) => a < b)],
  ["LessOrEqual", comparison((a, b) => a <= b)],
  ["Equal", comparison((a, b) => a === b)],
  ["Where", elementwise((condition, yes = NaN, no = NaN) => condition ? yes : no)],
  ["And", elementwise((a, b) => Number(a !== 0 && b !== 0))],
  ["Or", elementwise((a, b) => Number(a !== 0 || b !== 0))],
  ["Xor", elementwise((a, b) => Number(a !== b))],
  ["Not", single((a) => Number(a === 0))],
  ["Neg", single((a) => -a)],
  ["Abs", single(Math.abs)],
  ...named("Pow PRelu", elementwise()),
  ...named("Identity Dropout", identity),
  ...named("Cast CastLike", cast),
  ...named("Conv ConvInteger", conv),
  ["QLinearConv", quantizedConv],
  ["ConvTranspose", convTranspose],
  ...named("MaxPool AveragePool LpPool", pool),
  ...named("GlobalAveragePool GlobalMaxPool GlobalLpPool", globalPool),
  ["Resize", resize],
  ["Attention", attention],
  ["Gemm", gemm],
  ...named("MatMul MatMulInteger", matMul),
  ["QLinearMatMul", quantizedMatMul],
  ["Einsum", einsum],
  ["DynamicQuantizeLinear", dynamicQuantize],
  ["RNN", recurrent(1)],
  ["GRU", recurrent(3)],
  ["LSTM", recurrent(4)],
  ...named(
    "ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceSumSquare " +
      "ReduceLogSum ReduceLogSumExp",
    reduce,
  ),
  ...named("ArgMax ArgMin", argMax),
  ["TopK", topK],
  ["OneHot", oneHot],
  ["Flatten", layout.flatten],
  ["Reshape", layout.reshape],
  ["Transpose", layout.transpose],
  ["Squeeze", layout.squeeze],
  ["Unsqueeze", layout.unsqueeze],
  ["Concat", layout.concat],
  ["Split", layout.split],
  ["Slice", layout.slice],
  ["Pad", layout.pad],
  ["Gather", layout.gather],
  ["GatherElements", layout.gatherElements],
  ["Expand", layout.expand],
  ["Tile", layout.tile],
  ...named("DepthToSpace SpaceToDepth", layout.depthToSpace),
  ["Constant", constant],
  ["ConstantOfShape", constantOfShape],
  ["Range", range],
  ["Shape", shape],
  ["Size", size],
  [`${ML}/LinearClassifier`, linearClassifier],
  [`${ML}/SVMClassifier`, svmClassifier],
  [`${ML}/TreeEnsembleClassifier`, trees("class")],
  [`${ML}/LinearRegressor`, linearRegressor],
  [`${ML}/TreeEnsembleRegressor`, trees("target")],
  [`${ML}/ArrayFeatureExtractor`, arrayFeatureExtractor],
  [`${ML}/FeatureVectorizer`, featureVectorizer],
  [`${ML}/Scaler`, columnwise("offset", "scale")],
  [`${ML}/Imputer`, columnwise("imputed_value_floats")],
  ...named(`${ML}/Normalizer ${ML}/Binarizer ${ML}/LabelEncoder`, same),
  [`${ML}/OneHotEncoder`, oneHotEncoder],
  [`${ML}/ZipMap`, zipMap],
]);

/** An operator as the table and people name it. */
export function operatorName(node: NodeProto): string {
  const domain = node.domain && node.domain !== "ai.onnx" ? `${node.domain}/` : "";
  return `${domain}${node.opType ?? ""}`;
}

/**
 * Infers one node.
 *
 * @throws InvalidModel `operator` for one that is not admitted, `graph` for shapes that do not fit
 */
export function infer(node: NodeProto, inputs: (Value | undefined)[]): Inferred {
  const name = operatorName(node);
  const rule = OPERATORS.get(name);
  if (rule === undefined) {
    throw new InvalidModel(
      "operator",
      `it uses the operator ${short(name)}`,
      { kind: "replace-operator", operator: short(name), exporter: "unknown" },
    );
  }
  const inferred = rule(node, inputs);
  if (inferred.outputs.some(({ shape }) => shape.length > MOST_DIMS)) {
    throw wrong(node, `makes a value of more than ${MOST_DIMS} dimensions`);
  }
  const types = typesOf(node, inputs);
  inferred.outputs.forEach((output, index) => output.type ??= types[index]);
  return inferred;
}
