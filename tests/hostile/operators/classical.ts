/**
 * The domain ai.onnx.ml.
 *
 * @module
 */
import { TYPE } from "../../../miner/model/onnx.ts";
import { attr } from "../build.ts";
import type { GraphBuilder } from "./graph_builder.ts";
import { ALL, float } from "./numbers.ts";
import type { Probe, Probes } from "./probe.ts";

const ML = "ai.onnx.ml";
const kind = (b: GraphBuilder) =>
  b.any([TYPE.float, TYPE.float, TYPE.double, TYPE.int64, TYPE.int32]);
const features = (b: GraphBuilder, type: number) => b.given(type, [4], b.any(["tame", "nan"]));
const list = (b: GraphBuilder, count: number) =>
  Array.from({ length: count }, () => float(b.next, b.any(["tame", "tame", "nan"])));
const transform = (b: GraphBuilder, ...names: string[]) =>
  names.filter(() => b.chance(0.8)).map((name) =>
    attr.text(name, b.any(["NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"]))
  );

const trees = (target: boolean): Probe => (b) => {
  const votes = target ? "target" : "class";
  const mode = () =>
    b.any(["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"]);
  const ints = {
    nodes_treeids: [0, 0, 0, 0, 0],
    nodes_nodeids: [0, 1, 2, 3, 4],
    nodes_featureids: [b.between(0, 3), b.between(0, 3), 0, 0, 0],
    nodes_truenodeids: [1, 2, 0, 0, 0],
    nodes_falsenodeids: [4, 3, 0, 0, 0],
    [`${votes}_treeids`]: [0, 0, 0],
    [`${votes}_nodeids`]: [2, 3, 4],
    [`${votes}_ids`]: [0, 1, 2],
    ...(b.chance(0.4) ? { nodes_missing_value_tracks_true: [1, 0, 0, 0, 0] } : {}),
    ...(target ? {} : { classlabels_int64s: [0, 1, 2] }),
  };
  const leaf = ["LEAF", "LEAF", "LEAF"];
  const attributes = [
    ...Object.entries(ints).map(([name, values]) => attr.ints(name, values)),
    attr.floats("nodes_values", [...list(b, 2), 0, 0, 0]),
    attr.texts("nodes_modes", [mode(), mode(), ...leaf]),
    attr.floats(`${votes}_weights`, list(b, 3)),
    ...transform(b, "post_transform"),
    ...(target ? [attr.int("n_targets", 3)] : []),
    ...(target && b.chance(0.5)
      ? [attr.text("aggregate_function", b.any(["SUM", "AVERAGE", "MIN", "MAX"]))]
      : []),
  ];
  const type = kind(b);
  return target
    ? b.add(`${ML}/TreeEnsembleRegressor`, [features(b, type)], TYPE.float, attributes)
    : b.any(
      b.outputs(
        `${ML}/TreeEnsembleClassifier`,
        [features(b, type)],
        [TYPE.int64, TYPE.float],
        attributes,
      ),
    );
};

export const CLASSICAL: Probes = {
  [`${ML}/TreeEnsembleClassifier`]: trees(false),
  [`${ML}/TreeEnsembleRegressor`]: trees(true),
  [`${ML}/LinearClassifier`]: (b) =>
    b.any(b.outputs(`${ML}/LinearClassifier`, [features(b, kind(b))], [TYPE.int64, TYPE.float], [
      attr.floats("coefficients", list(b, 12)),
      attr.floats("intercepts", list(b, 3)),
      attr.ints("classlabels_ints", [0, 1, 2]),
      ...transform(b, "post_transform"),
    ])),
  [`${ML}/LinearRegressor`]: (b) =>
    b.add(`${ML}/LinearRegressor`, [features(b, TYPE.float)], TYPE.float, [
      attr.floats("coefficients", list(b, 8)),
      attr.floats("intercepts", list(b, 2)),
      attr.int("targets", 2),
      ...transform(b, "post_transform"),
    ]),
  [`${ML}/SVMClassifier`]: (b) =>
    b.any(b.outputs(`${ML}/SVMClassifier`, [features(b, kind(b))], [TYPE.int64, TYPE.float], [
      attr.ints("vectors_per_class", [1, 1, 1]),
      attr.floats("support_vectors", list(b, 12)),
      attr.floats("coefficients", list(b, 6)),
      attr.floats("rho", list(b, 3)),
      attr.floats("kernel_params", [0.5, 1, 2]),
      attr.text("kernel_type", b.any(["LINEAR", "POLY", "RBF", "SIGMOID"])),
      attr.ints("classlabels_ints", [0, 1, 2]),
      ...(b.chance(0.5)
        ? [attr.floats("prob_a", list(b, 3)), attr.floats("prob_b", list(b, 3))]
        : []),
      ...transform(b, "post_transform"),
    ])),
  [`${ML}/ArrayFeatureExtractor`]: (b) => {
    const type = kind(b);
    return b.add(`${ML}/ArrayFeatureExtractor`, [
      features(b, type),
      b.integers(b.any([0, 1, 3, 5, -1]), 2),
    ], type);
  },
  [`${ML}/FeatureVectorizer`]: (b) =>
    b.add(
      `${ML}/FeatureVectorizer`,
      [features(b, kind(b)), features(b, TYPE.float)].slice(b.between(0, 1)),
      TYPE.float,
      [
        attr.ints("inputdimensions", [4, 4]),
      ],
    ),
  [`${ML}/Scaler`]: (b) =>
    b.add(`${ML}/Scaler`, [features(b, kind(b))], TYPE.float, [
      attr.floats("offset", list(b, 4)),
      attr.floats("scale", list(b, b.any([1, 4]))),
    ]),
  [`${ML}/Imputer`]: (b) => {
    const whole = b.chance(0.3);
    const type = whole ? TYPE.int64 : TYPE.float;
    return b.add(
      `${ML}/Imputer`,
      [features(b, type)],
      type,
      whole ? [attr.ints("imputed_value_int64s", [7]), attr.int("replaced_value_int64", 3)] : [
        attr.floats("imputed_value_floats", list(b, 4)),
        attr.float("replaced_value_float", b.any([NaN, 0, Infinity])),
      ],
    );
  },
  [`${ML}/Normalizer`]: (b) =>
    b.add(`${ML}/Normalizer`, [features(b, kind(b))], TYPE.float, [
      attr.text("norm", b.any(["MAX", "L1", "L2"])),
    ]),
  [`${ML}/Binarizer`]: (b) =>
    b.add(`${ML}/Binarizer`, [features(b, TYPE.float)], TYPE.float, [
      attr.float("threshold", b.any([0, NaN, -0, 1e30])),
    ]),
  [`${ML}/LabelEncoder`]: (b) => {
    const keys = b.chance(0.5);
    const [from, to] = [b.any([TYPE.int64, TYPE.float]), b.any([TYPE.int64, TYPE.float])];
    return b.add(`${ML}/LabelEncoder`, [b.given(from, [5], keys ? "tame" : "wild")], to, [
      from === TYPE.int64
        ? attr.ints("keys_int64s", [0, 1, 2, 3])
        : attr.floats("keys_floats", [0, NaN, 1, -0.5]),
      to === TYPE.int64
        ? attr.ints("values_int64s", [3, 2, 1, 9])
        : attr.floats("values_floats", [1, NaN, 2, 3]),
    ]);
  },
  [`${ML}/OneHotEncoder`]: (b) =>
    b.add(`${ML}/OneHotEncoder`, [features(b, kind(b))], TYPE.float, [
      attr.ints("cats_int64s", b.any([[0, 1, 2], [-1, 7, 7, 2 ** 31], [3]])),
      attr.int("zeros", b.chance(0.8) ? 1 : 0),
    ]),
  // A list of dictionaries is not a tensor: only outputs that do not depend on it can be fetched.
  [`${ML}/ZipMap`]: (b) => {
    const value = features(b, TYPE.float);
    b.outputs(`${ML}/ZipMap`, [value], [ALL.uint64], [
      attr.ints("classlabels_int64s", [0, 1, 2, 3]),
    ]);
    return value;
  },
};
