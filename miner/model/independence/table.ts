/**
 * How each operator treats samples.
 *
 * To add an operator: give it a row here as well as in `operators/table.ts`; one without a row is
 * refused when it meets samples.
 *
 * @module
 */
import {
  axisAttribute,
  concat,
  expand,
  gather,
  gatherElements,
  integersAt,
  oneHot,
  pad,
  pickColumns,
  reducedAxes,
  reducing,
  reshape,
  shapeAt,
  slice,
  softmaxAxes,
  split,
  tile,
  transpose,
} from "./layout_rules.ts";
import { attention, einsum, gemm, matMul, recurrent } from "./matrix_rules.ts";
import { type Apart, broadcasting, mixes, onlyFrom } from "./tracked.ts";
import {
  alongChannels,
  batchNormalization,
  columnwise,
  layerNormalization,
  meanVarianceAxes,
  pool,
  quantize,
  resize,
  samplesFirst,
  trilu,
} from "./window_rules.ts";

const ML = "ai.onnx.ml";

/** Every place of the result is computed from one place of each input. */
const elementwise: Apart = (visit) => {
  const samples = broadcasting(visit, visit.inputs, visit.outputs[0]?.length ?? 0);
  return visit.outputs.map(() => samples);
};

function rows(names: string, apart: Apart): [string, Apart][] {
  return names.split(" ").map((name) => [name, apart]);
}

/** Rules by `Name` or `domain/Name`. */
export const APART: ReadonlyMap<string, Apart> = new Map<string, Apart>([
  ...rows(
    "Relu LeakyRelu Elu Selu Celu ThresholdedRelu Sigmoid HardSigmoid HardSwish Tanh Softplus " +
      "Softsign Gelu Mish Erf Exp Log Sqrt Abs Neg Floor Ceil Round Sign Reciprocal Sin Cos Tan " +
      "Asin Acos Atan Sinh Cosh Asinh Acosh Atanh Not IsNaN IsInf Clip Shrink Cast CastLike Identity " +
      "Dropout Add Sub Mul Div Mod Max Min Sum Mean Greater GreaterOrEqual Less LessOrEqual " +
      `Equal Where Pow PRelu And Or Xor ${ML}/Binarizer ${ML}/LabelEncoder`,
    elementwise,
  ),
  ...rows("QuantizeLinear DequantizeLinear", quantize),
  ["BatchNormalization", batchNormalization],
  ["LayerNormalization", layerNormalization],
  ["LRN", alongChannels],
  ["Trilu", trilu],
  ...rows("MaxPool AveragePool LpPool GlobalAveragePool GlobalMaxPool GlobalLpPool", pool),
  ...rows(
    "InstanceNormalization GroupNormalization Conv ConvInteger QLinearConv ConvTranspose " +
      "DepthToSpace SpaceToDepth " +
      `${ML}/LinearClassifier ${ML}/LinearRegressor ${ML}/SVMClassifier ` +
      `${ML}/TreeEnsembleClassifier ${ML}/TreeEnsembleRegressor ${ML}/ZipMap`,
    samplesFirst,
  ),
  ["Resize", resize],
  ["Gemm", gemm],
  ["MatMul", matMul(0, 1)],
  ["MatMulInteger", matMul(0, 1, [3])],
  ["QLinearMatMul", matMul(0, 3, [4, 5])],
  ["Einsum", einsum],
  ["Attention", attention],
  ...rows("RNN GRU LSTM", recurrent),
  ...rows(
    "ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceSumSquare " +
      "ReduceLogSum ReduceLogSumExp",
    reducing(reducedAxes, "reduces"),
  ),
  ...rows("ArgMax ArgMin", reducing(axisAttribute(0), "compares along")),
  ["TopK", reducing(axisAttribute(-1), "sorts")],
  ...rows("Softmax LogSoftmax Hardmax", reducing(softmaxAxes, "normalises over")),
  ["LpNormalization", reducing(axisAttribute(-1), "normalises over")],
  ["MeanVarianceNormalization", reducing(meanVarianceAxes, "normalises over")],
  ["CumSum", reducing((visit) => integersAt(visit, 1, "an axis") ?? [], "sums along")],
  ["OneHot", oneHot],
  ...rows("Flatten Reshape Squeeze Unsqueeze", reshape),
  ["Transpose", transpose],
  ["Concat", concat],
  ["Split", split],
  ["Slice", slice],
  ["Pad", pad],
  ["Gather", gather],
  ["GatherElements", gatherElements],
  ["Expand", expand],
  ["Tile", tile],
  ...rows(`${ML}/Scaler ${ML}/Imputer`, columnwise),
  [`${ML}/ArrayFeatureExtractor`, pickColumns],
  [`${ML}/Normalizer`, reducing((visit) => [shapeAt(visit, 0).length - 1], "normalises over")],
  // Its columns are a new last axis.
  [`${ML}/OneHotEncoder`, (visit) => [onlyFrom(visit, 0)]],
  [`${ML}/FeatureVectorizer`, (visit) => {
    const samples = broadcasting(visit, visit.inputs, 2);
    if (samples.axis !== 0) throw mixes(visit, "joins values along the axis of the samples");
    return [samples];
  }],
]);

/** Inputs that may follow the batch: they only say how the result is arranged. */
export const ARRANGING: Record<string, number[]> = {
  Reshape: [1],
  Expand: [1],
  Slice: [1, 2],
  Resize: [3],
};

/** Operators that repeat constants as often as a shape says, which may follow the batch. */
export const REPEATING = new Set(["ConstantOfShape", "Expand", "Tile"]);

/** Operators with whose samples nothing happens until their batch is one. */
export const BY_BATCH = new Set(["DynamicQuantizeLinear"]);
