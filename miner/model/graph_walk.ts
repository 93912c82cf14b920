/**
 * The shape and cost of every value of a graph, before the model runs.
 *
 * A model with an open batch is walked twice, for one sample and for a large batch. The cost of one
 * sample is the model's price; each node is checked not to grow faster than the batch, so that a
 * shape computed from the batch cannot hide work or memory.
 *
 * @module
 */
import { zip } from "../../protocol/zip.ts";
import { type GraphProto, type NodeProto, product, TYPE, type ValueInfoProto } from "./onnx.ts";
import { type Inferred, MOST_DIMS, type Value } from "./operators/rule.ts";
import { infer } from "./operators/table.ts";
import { aspectPolicy } from "./operators/windows.ts";
import { valueOf } from "./operators/value_of.ts";
import { locating } from "./locate.ts";
import { broken, InvalidModel, short } from "../../protocol/score/verdict.ts";

/** The largest batch of a model with an open batch. */
export const LARGEST_BATCH = 1_024;

/** The result of walking a graph. */
export interface Walked {
  values: Map<string, Value>;
  /** Rows in the batch of `values` */
  rows: number;
  /** Names of values that have a row for every sample */
  perSample: Set<string>;
  /** Multiply-adds for one sample, rounded up */
  multiplyAdds: number;
  /** Values that its nodes produce for one sample, or for a whole fixed batch */
  made: number;
  /** The batch that the model fixes, if it does */
  fixed: number | undefined;
  /** The same values for the largest batch, or for the fixed one */
  batch: { rows: number; values: Map<string, Value> };
}

/**
 * Walks a graph in the file's order, which ONNX requires to be the order of execution.
 *
 * @param sample Dims of one sample
 * @param type Element type of the input
 */
export function walk(
  graph: GraphProto,
  input: string,
  sample: number[],
  fixedBatch: number | undefined,
  type: number = TYPE.float,
): Walked {
  if (sample.length >= MOST_DIMS) {
    throw new InvalidModel("graph", `its input has ${sample.length + 1} dimensions`, {
      kind: "export-otherwise",
      exporter: "unknown",
    });
  }
  const constants = new Map<string, Value>();
  for (const tensor of graph.initializer ?? []) constants.set(tensor.name ?? "", valueOf(tensor));
  const start = (rows: number) => new Map(constants).set(input, { shape: [rows, ...sample], type });
  const one = start(fixedBatch ?? 1);
  const many = fixedBatch === undefined ? start(LARGEST_BATCH) : undefined;
  let [work, made] = [0, 0];
  const step = (node: NodeProto) => {
    const given = inputsOf(node, one);
    const inferred = infer(node, given);
    checkEmpty(node, [...given, ...inferred.outputs]);
    work += inferred.work;
    for (const output of inferred.outputs) made += product(output.shape);
    if (many) {
      const givenMany = inputsOf(node, many);
      const inferredMany = infer(node, givenMany);
      checkGrowth(node, inferred, inferredMany);
      checkBetween(node, [given, inferred], [givenMany, inferredMany]);
      const follows = followsBatch(node, given, givenMany);
      for (const [single, large] of zip(inferred.outputs, inferredMany.outputs)) {
        if (follows && areInProportion(single.integers, large.integers)) continue;
        single.integers = undefined;
        large.integers = undefined;
      }
      dropFloats(inferred, inferredMany);
      place(node, inferredMany, many);
    }
    place(node, inferred, one);
  };
  for (const node of graph.node ?? []) locating(node, () => step(node));
  const rows = fixedBatch ?? 1;
  const perSample = new Set<string>();
  for (const [name, { shape }] of one) {
    const grown = many?.get(name)?.shape[0] ?? rows;
    if (shape[0] === rows && grown === (many ? LARGEST_BATCH : rows)) perSample.add(name);
  }
  return {
    values: one,
    rows,
    perSample,
    multiplyAdds: Math.ceil(work / rows),
    made,
    fixed: fixedBatch,
    batch: many ? { rows: LARGEST_BATCH, values: many } : { rows, values: one },
  };
}

function inputsOf(node: NodeProto, values: Map<string, Value>): (Value | undefined)[] {
  return (node.input ?? []).map((name) => {
    if (name === "") return undefined;
    const value = values.get(name);
    if (value === undefined) {
      throw broken(
        "graph",
        `its ${short(node.opType ?? "")} node takes "${short(name)}", which does not exist`,
      );
    }
    return value;
  });
}

function place(node: NodeProto, inferred: Inferred, values: Map<string, Value>): void {
  (node.output ?? []).forEach((name, index) => {
    if (name === "") return;
    if (values.has(name)) throw broken("graph", `two values are called "${short(name)}"`);
    const output = inferred.outputs[index];
    if (output) values.set(name, output);
  });
}

/** Operators that can handle a value without elements: others might divide by their number. */
const TAKES_EMPTY = new Set(
  "Resize Concat Cast Identity Constant ConstantOfShape Slice Shape".split(" "),
);

function checkEmpty(node: NodeProto, values: (Value | undefined)[]): void {
  if (TAKES_EMPTY.has(node.opType ?? "")) return;
  if (values.some((value) => value !== undefined && product(value.shape) === 0)) {
    throw new InvalidModel(
      "graph",
      `its ${short(node.opType ?? "")} node takes or makes an empty value`,
      { kind: "export-otherwise", exporter: "unknown" },
    );
  }
}

/**
 * A value and its work may grow at most in proportion to the batch. A dimension is the same for every
 * batch, or as many times larger as the batch is: one that is neither for the largest batch might be
 * anything for one between.
 */
function checkGrowth(node: NodeProto, one: Inferred, many: Inferred): void {
  const pairs = zip(many.outputs, one.outputs);
  const grows = many.work > LARGEST_BATCH * one.work ||
    many.outputs.length !== one.outputs.length ||
    pairs.some(([{ shape }, { shape: single }]) =>
      product(shape) > LARGEST_BATCH * product(single)
    );
  if (grows) throw outOfProportion(node, "graph", "grows out of proportion");
  if (pairs.every(([{ shape }, { shape: single }]) => areInProportion(single, shape))) return;
  throw outOfProportion(node, "independence", "has a dimension that is out of proportion");
}

/**
 * The dimensions of most operators rise or fall with the batch, so that what holds for its smallest
 * and largest holds between them. Not those of a Slice, which is cut at both ends, nor those of a
 * Resize that keeps an aspect ratio: what follows the batch stays whole there.
 */
function checkBetween(
  node: NodeProto,
  [one, few]: [(Value | undefined)[], Inferred],
  [many, lot]: [(Value | undefined)[], Inferred],
): void {
  const [small = [], large = []] = [one[0]?.shape, many[0]?.shape];
  const follows = small.map((dim, axis) => dim !== large[axis]);
  const whole = [[small, few], [large, lot]] as const;
  const isCut = node.opType === "Slice" &&
    whole.some(([shape, { outputs }]) =>
      shape.some((dim, axis) => follows[axis] && outputs[0]?.shape[axis] !== dim)
    );
  const isKept = node.opType === "Resize" && aspectPolicy(node) !== "stretch" &&
    (follows.includes(true) || String(one[3]?.integers) !== String(many[3]?.integers));
  if (isCut) throw outOfProportion(node, "independence", "cuts what is in proportion");
  if (isKept) {
    throw outOfProportion(node, "independence", "keeps a ratio that is not in proportion");
  }
}

function outOfProportion(
  node: NodeProto,
  rule: "graph" | "independence",
  what: string,
): InvalidModel {
  const found = `its ${short(node.opType ?? "")} node ${what} to the batch`;
  return new InvalidModel(rule, found, { kind: "samples-apart" });
}

/**
 * Inputs whose whole numbers may depend on the batch, by operator: all, or those at some indices.
 * Known whole numbers are constants, or a multiple of the batch, and these operators keep that: what
 * holds for one sample and for the largest batch holds for every batch between.
 */
const MAY_FOLLOW: Record<string, "all" | number[]> = {
  Mul: "all",
  Concat: "all",
  Where: [1, 2],
  ...Object.fromEntries(
    ("Shape Size Gather Slice Split Reshape Squeeze Unsqueeze Identity Cast ReduceProd Transpose " +
      "Expand Tile").split(" ").map((name) => [name, [0]]),
  ),
};

const COMPARES = new Set("Equal Less LessOrEqual Greater GreaterOrEqual".split(" "));

/**
 * Whether the whole numbers that a node computes from the batch follow it. Others are dropped: they
 * might be right for the batches checked here, and wrong for another.
 */
function followsBatch(
  node: NodeProto,
  one: (Value | undefined)[],
  many: (Value | undefined)[],
): boolean {
  const pick = PICKS[node.opType ?? ""];
  if (pick) return samePicked(pick, one, many);
  if (node.opType === "Div") return isExact(one, many);
  const may = MAY_FOLLOW[node.opType ?? ""] ?? [];
  return one.every((value, index) => {
    const [a, b] = [value?.integers, many[index]?.integers];
    if (String(a) === String(b) || may === "all" || may.includes(index)) return true;
    const other = 1 - index;
    return COMPARES.has(node.opType ?? "") && a !== undefined && b !== undefined &&
      String(one[other]?.integers) === String(many[other]?.integers) &&
      sameSide(a, b, one[other]?.integers);
  });
}

/** Whether a division by a constant leaves no rest for one sample: then it leaves none for any. */
function isExact(one: (Value | undefined)[], many: (Value | undefined)[]): boolean {
  const [dividend, divisor] = one;
  if (String(divisor?.integers) !== String(many[1]?.integers)) return false;
  if (String(dividend?.integers) === String(many[0]?.integers)) return true;
  const by = divisor?.integers ?? [];
  return dividend?.integers?.every((n, i) => n % (by[by.length === 1 ? 0 : i] ?? NaN) === 0) ??
    false;
}

/** Operators that pick the largest or the smallest of their inputs, place by place. */
const PICKS: Record<string, (...numbers: number[]) => number> = { Max: Math.max, Min: Math.min };

/** Whether in each place the same input is picked for the smallest batch and the largest. */
function samePicked(
  pick: (...numbers: number[]) => number,
  one: (Value | undefined)[],
  many: (Value | undefined)[],
): boolean {
  const listed = (values: (Value | undefined)[]) => values.map((value) => value?.integers ?? []);
  const [least, most] = [listed(one), listed(many)];
  if (String(least) === String(most)) return true;
  // Places are compared one by one: lists that are broadcast across each other have more of them.
  const lists = one.filter((value) => value?.integers?.length !== 1);
  if (new Set(lists.map((value) => String(value?.shape))).size > 1) return false;
  const places = Math.max(...least.map(({ length }) => length));
  const at = (lists: number[][], place: number) =>
    lists.map((list) => list[list.length === 1 ? 0 : place] ?? NaN);
  return Array.from({ length: places }, (_, place) => place).every((place) => {
    const [small, large] = [at(least, place), at(most, place)];
    const [first, last] = [pick(...small), pick(...large)];
    return zip(small, large).some(([a, b]) => a === first && b === last);
  });
}

/**
 * Whether numbers that follow the batch are on the same side of a constant for the smallest batch
 * and the largest: then they are for every batch.
 */
function sameSide(a: number[], b: number[], constant: number[] | undefined): boolean {
  return constant !== undefined && constant.every((bound) =>
    a.length === b.length &&
    zip(a, b).every(([least, most]) => Math.sign(least - bound) === Math.sign(most - bound))
  );
}

/** Whether numbers for one sample and for the largest batch are the same, or in proportion to it. */
function areInProportion(one: number[] | undefined, many: number[] | undefined): boolean {
  return one?.length === many?.length &&
    zip(one ?? [], many ?? []).every(([a, b]) => a === b || b === LARGEST_BATCH * a);
}

/** Floats computed from the batch are not known: a shape might follow them out of proportion. */
function dropFloats(one: Inferred, many: Inferred): void {
  for (const [single, large] of zip(one.outputs, many.outputs)) {
    if (String(single.floats) === String(large.floats)) continue;
    single.floats = undefined;
    large.floats = undefined;
  }
}

/** An output must match its declaration. */
export function checkDeclared(outputs: ValueInfoProto[], values: Map<string, Value>): void {
  for (const { name, type } of outputs) {
    const declared = type?.tensorType?.elemType;
    const found = values.get(name ?? "")?.type;
    if (declared && found !== undefined && declared !== found) {
      throw broken("graph", `its output "${short(name ?? "")}" is not of the type it declares`);
    }
  }
}
