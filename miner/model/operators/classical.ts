/**
 * The domain ai.onnx.ml without its trees: the form of scikit-learn's models. The engine trusts the
 * lengths of their attributes, so they are checked here.
 *
 * @module
 */
import { attribute, integersAttribute, type NodeProto, product } from "../onnx.ts";
import { at, gives, hasRank, type Rule, shown, type Value, wrong } from "./rule.ts";
import { labelsOf } from "./trees.ts";

/** Rows and columns of a classifier's input. */
function table(node: NodeProto, inputs: (Value | undefined)[]): [rows: number, features: number] {
  const { shape } = at(node, inputs, 0);
  if (!hasRank(shape, 2)) throw wrong(node, `classifies ${shown(shape)}`);
  return shape;
}

function count(node: NodeProto, name: string): number {
  return attribute(node, name)?.floats?.length ?? 0;
}

/** A matrix of coefficients, one row per class; for two classes, one row may be enough. */
export const linearClassifier: Rule = (node, inputs) => {
  const [rows, features] = table(node, inputs);
  const [coefficients, intercepts] = [count(node, "coefficients"), count(node, "intercepts")];
  const labels = labelsOf(node);
  if (
    coefficients !== intercepts * features || intercepts === 0 ||
    (intercepts !== labels && !(intercepts === 1 && labels === 2))
  ) {
    throw wrong(
      node,
      `has ${coefficients} coefficients and ${intercepts} intercepts for ${features} features and ` +
        `${labels} classes`,
    );
  }
  return { outputs: [{ shape: [rows] }, { shape: [rows, labels] }], work: rows * coefficients };
};

/** Support vectors and one machine per pair of classes, or one linear machine per class. */
export const svmClassifier: Rule = (node, inputs) => {
  const [rows, features] = table(node, inputs);
  const labels = labelsOf(node);
  const perClass = integersAttribute(node, "vectors_per_class") ?? [];
  const vectors = perClass.reduce((sum, n) => sum + n, 0);
  const pairs = labels * (labels - 1) / 2;
  const [coefficients, rho] = [count(node, "coefficients"), count(node, "rho")];
  const [probA, probB] = [count(node, "prob_a"), count(node, "prob_b")];
  const fits = perClass.length > 0
    ? perClass.length === labels && perClass.every((n) => n >= 0) && vectors > 0 &&
      count(node, "support_vectors") === vectors * features &&
      coefficients === vectors * (labels - 1) && rho === pairs &&
      [0, pairs].includes(probA) && probA === probB
    : labels > 0 && coefficients === labels * features && [1, labels].includes(rho) &&
      probA === 0 && probB === 0;
  const kernel = count(node, "kernel_params");
  if (!fits || ![0, 3].includes(kernel)) {
    throw wrong(node, `has attributes that do not fit ${features} features, ${labels} classes`);
  }
  // With probabilities there is one score per class, without them the engine decides pair by pair.
  const scores = probA > 0 ? labels : Math.max(labels, pairs);
  const work = rows * (vectors * features + vectors * labels + coefficients + scores);
  const columns = perClass.length === 0 || probA > 0 || labels === 2 ? labels : pairs;
  return { outputs: [{ shape: [rows] }, { shape: [rows, columns] }], work };
};

export const linearRegressor: Rule = (node, inputs) => {
  const [rows, features] = table(node, inputs);
  const coefficients = count(node, "coefficients");
  const targets = coefficients / features;
  const intercepts = count(node, "intercepts");
  if (!(targets >= 1) || !Number.isInteger(targets) || ![0, targets].includes(intercepts)) {
    throw wrong(node, `has ${coefficients} coefficients for ${features} features`);
  }
  const said = attribute(node, "targets")?.i;
  if (Number(said ?? 1) !== targets) throw wrong(node, `has ${said} targets`);
  return { outputs: [{ shape: [rows, targets] }], work: rows * coefficients };
};

/** Constants for all columns or for each. */
export const columnwise = (...names: string[]): Rule => (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  for (const name of names) {
    const length = count(node, name);
    if (length > 1 && length !== shape.at(-1)) {
      throw wrong(node, `has ${length} values of ${name} for ${shown(shape)}`);
    }
  }
  return gives(shape);
};

/** One column per category, for each value. */
export const oneHotEncoder: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const whole = attribute(node, "cats_int64s")?.ints?.length ?? 0;
  const texts = attribute(node, "cats_strings")?.strings?.length ?? 0;
  if ((whole === 0) === (texts === 0)) throw wrong(node, "has no categories of one kind");
  if (shape.length === 0) throw wrong(node, "encodes a single number");
  return gives([...shape, whole + texts]);
};

/** Picks columns. */
export const arrayFeatureExtractor: Rule = (node, inputs) => {
  const [x, y] = [at(node, inputs, 0).shape, at(node, inputs, 1).shape];
  if (x.length === 0) throw wrong(node, "picks from a single number");
  const picked = product(y);
  return gives(x.length === 1 ? [1, picked] : [...x.slice(0, -1), picked]);
};

/** Joins columns. */
export const featureVectorizer: Rule = (node, inputs) => {
  const shapes = inputs.map((_, i) => at(node, inputs, i).shape);
  const rows = shapes[0]?.[0] ?? 1;
  const sizes = integersAttribute(node, "inputdimensions") ?? [];
  if (
    shapes.length !== sizes.length ||
    shapes.some((shape, i) => shape.length !== 2 || shape[0] !== rows || shape[1] !== sizes[i])
  ) throw wrong(node, `joins ${shapes.map(shown).join(" and ")}`);
  return gives([rows, sizes.reduce((total, size) => total + size, 0)]);
};

/** A list of dictionaries is not a tensor: nothing can follow it, and it is not fetched. */
export const zipMap: Rule = () => ({ outputs: [], work: 0 });
