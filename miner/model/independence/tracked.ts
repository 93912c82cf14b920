/**
 * What a rule of independence knows about a node.
 *
 * @module
 */
import { type NodeProto } from "../onnx.ts";
import type { Shape } from "../operators/rule.ts";
import { operatorName } from "../operators/table.ts";
import { InvalidModel, short } from "../../../protocol/score/verdict.ts";
import { agreed, moved, type SampleAxis } from "./sample_axis.ts";

/** A value, and what it depends on. */
export interface Tracked {
  shape: Shape;
  /** Where its samples are; undefined if it does not depend on them */
  samples?: SampleAxis;
  /** It depends on how many samples there are, or on their places */
  sized?: boolean;
  /** Its whole numbers, if known and the same for every batch */
  integers?: number[];
  /** Its few floats, if known */
  floats?: number[];
  /** Whether a value without samples is the same all along an axis */
  isSame(axis: number): boolean;
}

/** A node that takes samples. */
export interface Visit {
  node: NodeProto;
  /** Of the domain ai.onnx */
  opset: number;
  /** Samples in the batch */
  rows: number;
  inputs: (Tracked | undefined)[];
  /** Shapes of its outputs */
  outputs: Shape[];
}

/** Where each output has its samples; "placed" if it depends on their places in the batch. */
export type Kept = (SampleAxis | "placed" | undefined)[];

/**
 * Finds the sample axes of a node's outputs.
 *
 * @throws InvalidModel `independence` if the node lets samples see each other
 */
export type Apart = (visit: Visit) => Kept;

/** A node that lets one sample see another. */
export function mixes(
  { node }: Pick<Visit, "node">,
  how: string,
  kind: "samples-apart" | "static-qdq" = "samples-apart",
): InvalidModel {
  const name = node.name ? ` "${short(node.name)}"` : "";
  return new InvalidModel(
    "independence",
    `its ${short(operatorName(node))} node${name} ${how}`,
    { kind },
  );
}

/** The samples of a node's only input that may have some; the others must be constant. */
export function onlyFrom(visit: Visit, index: number): SampleAxis {
  visit.inputs.forEach((input, other) => {
    if (other !== index && input?.samples) {
      throw mixes(visit, `computes its input ${other} from the samples`);
    }
  });
  const samples = visit.inputs[index]?.samples;
  if (samples === undefined) throw mixes(visit, `takes samples where it takes constants`);
  return samples;
}

/**
 * The sample axis of values that are broadcast together, the last axes aligned.
 *
 * @param rank Dimensions of the result
 */
export function broadcasting(
  visit: Visit,
  inputs: (Tracked | undefined)[],
  rank: number,
): SampleAxis {
  const at = (input: Tracked, axis: number) => axis + rank - input.shape.length;
  let common: SampleAxis | undefined;
  for (const input of inputs) {
    if (!input?.samples) continue;
    const own = moved(input.samples, at(input, input.samples.axis));
    const both = common === undefined ? own : agreed(common, own);
    if (both === undefined) throw mixes(visit, "brings different samples together");
    common = both;
  }
  if (common === undefined) throw mixes(visit, "takes no samples");
  for (const input of inputs) {
    if (!input || input.samples) continue;
    checkBeside(visit, input, common.axis - rank + input.shape.length);
  }
  return common;
}

/** Whether a constant has one value for all samples along an axis, which it need not have. */
export function isSameAlong(constant: Tracked, axis: number): boolean {
  return axis < 0 || constant.shape[axis] === 1 || constant.isSame(axis);
}

/** A constant with a value for each place in the batch. */
export function unequal(visit: Visit): InvalidModel {
  return mixes(visit, "treats samples by their places in the batch");
}

/** Refuses a node that works along the sample axis. */
export function keepOff(visit: Visit, { axis }: SampleAxis, axes: number[], how: string): void {
  if (axes.includes(axis)) throw mixes(visit, `${how} the axis of the samples`);
}

/** Checks that a constant beside the samples is the same for each of them. */
export function checkBeside(visit: Visit, constant: Tracked, axis: number): void {
  if (!isSameAlong(constant, axis)) throw unequal(visit);
}
