import { assertEquals, assertThrows } from "@std/assert";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { NodeProto } from "../onnx.ts";
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
import type { Rule, Shape } from "./rule.ts";

/** How many floats an attribute has, the whole numbers of one, or a whole number as `[n]` in `i`. */
type Attributes = { floats?: Record<string, number>; ints?: Record<string, number[]>; i?: number };

const node = ({ floats = {}, ints = {}, i }: Attributes): NodeProto => ({
  opType: "Classical",
  attribute: [
    ...Object.entries(floats).map(([name, length]) => ({
      name,
      floats: Array<number>(length).fill(1),
    })),
    ...Object.entries(ints).map(([name, ints]) => ({ name, ints })),
    ...i === undefined ? [] : [{ name: "targets", i }],
  ],
});
const X = [7, 3];

function gives(rule: Rule, attributes: Attributes, ...shapes: Shape[]) {
  const inputs = (shapes.length > 0 ? shapes : [X]).map((shape) => ({ shape }));
  const { outputs, work } = rule(node(attributes), inputs);
  return [...outputs.map(({ shape }) => shape), work];
}

const refuses = (rule: Rule, attributes: Attributes, ...shapes: Shape[]) =>
  assertThrows(() => gives(rule, attributes, ...shapes), InvalidModel);
const labelled = (count: number, floats: Record<string, number>, ints = {}): Attributes => ({
  floats,
  ints: { classlabels_ints: Array.from({ length: count }, (_, i) => i), ...ints },
});

Deno.test("a linear classifier has one row per class, or one for two", () => {
  const linear = (labels: number, coefficients: number, intercepts: number) =>
    labelled(labels, { coefficients, intercepts });
  assertEquals(gives(linearClassifier, linear(4, 12, 4)), [[7], [7, 4], 7 * 12]);
  assertEquals(gives(linearClassifier, linear(2, 6, 2)), [[7], [7, 2], 7 * 6]);
  assertEquals(gives(linearClassifier, linear(2, 3, 1)), [[7], [7, 2], 7 * 3]);
  for (const [labels, coefficients, intercepts] of [[4, 11, 4], [4, 9, 3], [3, 3, 1], [4, 0, 0]]) {
    refuses(linearClassifier, linear(labels!, coefficients!, intercepts!));
  }
  refuses(linearClassifier, linear(4, 12, 4), [7]);
  refuses(linearClassifier, linear(4, 12, 4), [7, 3, 1]);
});

Deno.test("support vectors decide pair by pair, or with probabilities class by class", () => {
  const machine = (floats: Record<string, number> = {}, perClass = [1, 2, 1, 1]) =>
    labelled(4, { support_vectors: 15, coefficients: 15, rho: 6, ...floats }, {
      vectors_per_class: perClass,
    });
  const probabilities = { prob_a: 6, prob_b: 6 };
  assertEquals(gives(svmClassifier, machine()), [[7], [7, 6], 7 * (15 + 20 + 15 + 6)]);
  assertEquals(
    gives(svmClassifier, machine(probabilities)),
    [[7], [7, 4], 7 * (15 + 20 + 15 + 4)],
  );
  assertEquals(gives(svmClassifier, machine({ kernel_params: 3 }))[1], [7, 6]);
  for (
    const floats of <Record<string, number>[]> [
      { support_vectors: 14 },
      { coefficients: 14 },
      { rho: 4 },
      { prob_a: 6 },
      { prob_b: 6 },
      { prob_a: 4, prob_b: 4 },
      { kernel_params: 1 },
    ]
  ) refuses(svmClassifier, machine(floats));
  refuses(svmClassifier, machine({}, [2, 2, 1]));
  refuses(svmClassifier, machine({}, [3, -1, 2, 1]));
  refuses(svmClassifier, machine({ support_vectors: 0, coefficients: 0 }, [0, 0, 0, 0]));
  const two = labelled(2, { support_vectors: 6, coefficients: 2, rho: 1 }, {
    vectors_per_class: [1, 1],
  });
  assertEquals(gives(svmClassifier, two), [[7], [7, 2], 7 * (6 + 4 + 2 + 2)]);
});

Deno.test("a linear machine has one row per class", () => {
  const linear = (floats: Record<string, number>) => labelled(4, floats);
  for (const rho of [1, 4]) {
    const found = gives(svmClassifier, linear({ coefficients: 12, rho }));
    assertEquals(found, [[7], [7, 4], 7 * (12 + 6)]);
  }
  refuses(svmClassifier, linear({ coefficients: 11, rho: 4 }));
  refuses(svmClassifier, linear({ coefficients: 12, rho: 6 }));
  refuses(svmClassifier, linear({ coefficients: 12, rho: 4, prob_a: 6, prob_b: 6 }));
  refuses(svmClassifier, linear({ coefficients: 12, rho: 4, prob_b: 1 }));
});

Deno.test("a linear regressor has one row per target", () => {
  const linear = (coefficients: number, intercepts: number, i?: number): Attributes => ({
    floats: { coefficients, intercepts },
    ...i === undefined ? {} : { i },
  });
  assertEquals(gives(linearRegressor, linear(6, 2, 2)), [[7, 2], 7 * 6]);
  assertEquals(gives(linearRegressor, linear(3, 0)), [[7, 1], 7 * 3]);
  refuses(linearRegressor, linear(5, 0));
  refuses(linearRegressor, linear(0, 0));
  refuses(linearRegressor, linear(6, 1, 2));
  refuses(linearRegressor, linear(6, 2, 1));
  refuses(linearRegressor, linear(6, 2));
});

Deno.test("columns are scaled, picked and joined", () => {
  const scaler = columnwise("offset", "scale");
  for (const [offset, scale] of [[3, 3], [1, 3], [0, 1]]) {
    assertEquals(gives(scaler, { floats: { offset: offset!, scale: scale! } }), [X, 21]);
  }
  refuses(scaler, { floats: { offset: 2, scale: 3 } });
  refuses(scaler, { floats: { offset: 3, scale: 4 } });
  assertEquals(gives(arrayFeatureExtractor, {}, X, [2, 5]), [[7, 10], 70]);
  assertEquals(gives(arrayFeatureExtractor, {}, [3], [2]), [[1, 2], 2]);
  refuses(arrayFeatureExtractor, {}, [], [2]);
  const joined = { ints: { inputdimensions: [3, 2] } };
  assertEquals(gives(featureVectorizer, joined, X, [7, 2]), [[7, 5], 35]);
  assertEquals(gives(featureVectorizer, { ints: { inputdimensions: [3] } }, X), [X, 21]);
  for (const other of [[8, 2], [7, 3], [7, 2, 1]]) refuses(featureVectorizer, joined, X, other);
  refuses(featureVectorizer, joined, X);
  assertEquals(gives(zipMap, {}), [0]);
});

Deno.test("a OneHotEncoder has a column per category, of whole numbers or texts", () => {
  const encoded = (attribute: NodeProto["attribute"], ...shape: number[]) =>
    oneHotEncoder({ opType: "OneHotEncoder", attribute }, [{ shape }]).outputs[0]!.shape;
  const whole = { name: "cats_int64s", ints: [3, 5, 8] };
  const texts = { name: "cats_strings", strings: [Uint8Array.of(97)] };
  assertEquals(encoded([whole], 7, 2), [7, 2, 3]);
  assertEquals(encoded([texts], 7), [7, 1]);
  for (const wrong of [[], [whole, texts], [{ name: "cats_int64s", ints: [] }]]) {
    assertThrows(() => encoded(wrong, 7, 2), InvalidModel);
  }
  assertThrows(() => encoded([whole]), InvalidModel);
});
