/**
 * A model sees one sample at a time: PROTOCOL.md, section 8, rule `independence`.
 *
 * Every value is followed through the graph with the axis on which it has its samples. A node that
 * would let one sample see another, or its place in the batch, is refused; so is an operator without
 * a rule. A model with a fixed batch of one sees one sample whatever it does.
 *
 * @module
 */
import type { Walked } from "../graph_walk.ts";
import type { GraphProto, NodeProto } from "../onnx.ts";
import type { Shape, Value } from "../operators/rule.ts";
import { operatorName } from "../operators/table.ts";
import { locating } from "../locate.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { zip } from "../../../protocol/zip.ts";
import { Constants } from "./constants.ts";
import { plain, type SampleAxis } from "./sample_axis.ts";
import { APART, ARRANGING, BY_BATCH, REPEATING } from "./table.ts";
import { type Kept, mixes, type Tracked, type Visit } from "./tracked.ts";

/** What was found about a graph. */
export interface Independence {
  /** Where values have their samples, by name; values without samples are absent */
  samples: ReadonlyMap<string, SampleAxis>;
  /** It must run one sample at a time: its batch is fixed so, or it quantizes by a batch's range */
  oneByOne: boolean;
}

/** The graph to check. */
export interface Checked {
  graph: GraphProto;
  walked: Walked;
  /** Names */
  input: string;
  output: string;
  /** Of the domain ai.onnx */
  opset: number;
}

/**
 * Checks that no sample sees another.
 *
 * @throws InvalidModel `independence`
 */
export function checkIndependence({ graph, walked, input, output, opset }: Checked): Independence {
  const { rows } = walked.batch;
  if (rows === 1) return alone(walked);
  const constants = new Constants(graph, walked.batch);
  const samples = new Map<string, SampleAxis>([[input, plain(0)]]);
  const sized = new Set<string>();

  const tracked = (name: string): Tracked | undefined => {
    if (name === "") return undefined;
    const known = walked.batch.values.get(name);
    const single = walked.values.get(name);
    const fixed = String(known?.integers) === String(single?.integers);
    return {
      shape: known?.shape ?? [],
      samples: samples.get(name),
      sized: sized.has(name),
      integers: fixed ? known?.integers : undefined,
      floats: known?.floats,
      isSame: (axis) => constants.isSame(name, axis),
    };
  };

  /** Whether the model may only see one sample at a time, whatever its other nodes do. */
  const step = (node: NodeProto): boolean => {
    // The second input of CastLike gives its type only.
    const taken = node.opType === "CastLike" ? 1 : undefined;
    const inputs = (node.input ?? []).slice(0, taken).map(tracked);
    const names = node.output ?? [];
    const outputs = names.map((name) => shapeOf(walked.batch.values, name));
    const visit: Visit = { node, opset, rows, inputs, outputs };
    if (!inputs.some((input) => input?.samples) || measures(node)) {
      const repeated = repeatedAxis(visit, walked, sized);
      names.forEach((name) => {
        if (repeated !== undefined) samples.set(name, repeated);
        else if (followsBatch(name, node, inputs, walked)) sized.add(name);
      });
      return false;
    }
    if (BY_BATCH.has(node.opType ?? "")) {
      if (walked.fixed === undefined) return true;
      throw mixes(visit, "scales samples by the largest of the batch", "static-qdq");
    }
    const kept = apart(visit);
    for (const [name, where] of zip(names, kept)) {
      if (name === "" || where === undefined) continue;
      if (where === "placed") {
        sized.add(name);
        continue;
      }
      checkExtent(visit, name, where, walked);
      samples.set(name, where);
    }
    return false;
  };
  for (const node of graph.node ?? []) {
    if (locating(node, () => step(node))) return alone(walked);
  }
  checkOutput(samples.get(output));
  return { samples, oneByOne: false };
}

/** With a batch of one, all values belong to its sample. */
function alone({ values }: Walked): Independence {
  const first = [...values].filter(([, { shape }]) => shape[0] === 1);
  return { samples: new Map(first.map(([name]) => [name, plain(0)])), oneByOne: true };
}

function shapeOf(values: ReadonlyMap<string, Value>, name: string): Shape {
  return values.get(name)?.shape ?? [];
}

/** Operators that give the size of a value, and nothing of what it contains. */
function measures(node: NodeProto): boolean {
  return ["Shape", "Size"].includes(operatorName(node));
}

function apart(visit: Visit): Kept {
  const rule = APART.get(operatorName(visit.node));
  if (rule === undefined) throw mixes(visit, "is not known to treat each sample alone");
  const arranging = ARRANGING[visit.node.opType ?? ""] ?? [];
  visit.inputs.forEach((input, index) => {
    if (input?.sized && !arranging.includes(index)) {
      throw mixes(visit, "computes with the size of the batch, or with places in it");
    }
  });
  return rule(visit);
}

/** Whether a value without samples differs from batch to batch: whole numbers show if it does. */
function followsBatch(
  name: string,
  node: NodeProto,
  inputs: (Tracked | undefined)[],
  { values, batch }: Walked,
): boolean {
  if (!inputs.some((input) => input?.sized) && !measures(node)) return false;
  const [one, many] = [values.get(name), batch.values.get(name)];
  return one?.integers === undefined || String(one.integers) !== String(many?.integers);
}

/** The axis along which a node repeats a constant once for every sample. */
function repeatedAxis(
  { node, inputs, outputs }: Visit,
  { values }: Walked,
  sized: ReadonlySet<string>,
): SampleAxis | undefined {
  const alone = node.opType === "ConstantOfShape";
  const shape = node.input?.[alone ? 0 : 1] ?? "";
  const data = alone ? undefined : inputs[0];
  if (!REPEATING.has(node.opType ?? "") || !sized.has(shape) || data?.sized) return undefined;
  const one = shapeOf(values, node.output?.[0] ?? "");
  const many = outputs[0] ?? [];
  const grown = many.flatMap((dim, axis) => (dim === one[axis] ? [] : [axis]));
  const [axis] = grown;
  if (axis === undefined || grown.length > 1) return undefined;
  // What had one place along the axis is the same in all of them.
  const single = (data?.shape[axis - many.length + data.shape.length] ?? 1) === 1;
  return { axis, before: 1, after: one[axis] ?? 1, uniform: single };
}

/** Along its sample axis a value grows with the batch, and along no other. */
function checkExtent(
  visit: Visit,
  name: string,
  { axis, before, after }: SampleAxis,
  { values, batch, fixed }: Walked,
): void {
  const many = shapeOf(batch.values, name);
  const one = fixed === undefined ? shapeOf(values, name) : many;
  const extent = before * after;
  const grows = many[axis] === extent * batch.rows &&
    (fixed !== undefined || one[axis] === extent) &&
    many.every((dim, i) => i === axis || dim === one[i]);
  if (!grows) throw mixes(visit, "arranges samples by the size of the batch");
}

function checkOutput(samples: SampleAxis | undefined): void {
  if (samples?.axis === 0 && samples.before === 1) return;
  throw new InvalidModel(
    "independence",
    samples ? "its output does not list the samples in their order" : "its output has no samples",
    { kind: "samples-apart" },
  );
}
