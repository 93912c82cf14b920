/**
 * Independence of operators that move values.
 *
 * @module
 */
import { integerAttribute, integersAttribute, product } from "../onnx.ts";
import { moved, reshaped, type SampleAxis } from "./sample_axis.ts";
import {
  type Apart,
  broadcasting,
  keepOff,
  mixes,
  onlyFrom,
  unequal,
  type Visit,
} from "./tracked.ts";

/** An axis counted from the front. */
export function fromFront(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** An input's shape. */
export function shapeAt({ inputs }: Visit, index: number): number[] {
  return inputs[index]?.shape ?? [];
}

/** Whole numbers from an input or, in older opsets, from an attribute. */
export function integersAt(visit: Visit, index: number, name: string): number[] | undefined {
  const input = visit.inputs[index];
  if (input === undefined) return integersAttribute(visit.node, name);
  if (input.integers === undefined) throw mixes(visit, `takes ${name} that follow the batch`);
  return input.integers;
}

/** Reshape, Flatten, Squeeze, Unsqueeze: values stay in their order. */
export const reshape: Apart = (visit) => {
  const samples = onlyFrom(visit, 0);
  const to = visit.outputs[0] ?? [];
  const found = reshaped(samples, shapeAt(visit, 0), to, visit.rows);
  if (found === undefined) throw mixes(visit, "folds the samples into other dimensions");
  const within = found.before <= samples.before && found.after <= samples.after;
  return [samples.uniform && within ? { ...found, uniform: true } : found];
};

export const transpose: Apart = (visit) => {
  const samples = onlyFrom(visit, 0);
  const rank = shapeAt(visit, 0).length;
  const order = integersAttribute(visit.node, "perm") ??
    Array.from({ length: rank }, (_, i) => rank - 1 - i);
  return [moved(samples, order.indexOf(samples.axis))];
};

/**
 * Values joined along an axis; a constant among them goes to each sample. Whole batches joined one
 * after another keep their order: that is how a model looks at each sample twice.
 */
export const concat: Apart = (visit) => {
  const rank = visit.outputs[0]?.length ?? 0;
  const axis = fromFront(integerAttribute(visit.node, "axis", 0), rank);
  const samples = broadcasting(visit, visit.inputs, rank);
  if (samples.axis === axis) {
    const dim = visit.inputs[0]?.shape[axis];
    const alike = visit.inputs.every((input) => input?.samples && input.shape[axis] === dim);
    if (!alike) throw mixes(visit, "joins values along the axis of the samples");
    return [stacked(samples, visit.inputs.length)];
  }
  const dim = visit.outputs[0]?.[samples.axis];
  for (const input of visit.inputs) {
    if (input?.shape[samples.axis] !== dim) throw unequal(visit);
  }
  return [samples];
};

/** The samples several times, one batch after another. */
function stacked(samples: SampleAxis, times: number): SampleAxis {
  return { axis: samples.axis, before: times * samples.before, after: samples.after };
}

/** Along the samples only into whole batches. */
export const split: Apart = (visit) => {
  const samples = onlyFrom(visit, 0);
  const axis = fromFront(integerAttribute(visit.node, "axis", 0), shapeAt(visit, 0).length);
  if (axis !== samples.axis) return visit.outputs.map(() => samples);
  return visit.outputs.map((shape) => {
    const before = (shape[axis] ?? 0) / (visit.rows * samples.after);
    if (!(before >= 1 && Number.isInteger(before))) {
      throw mixes(visit, "cuts the axis of the samples");
    }
    return { ...samples, before, uniform: false };
  });
};

/** Along the samples only a slice of all of them, in order, is one of each. */
export const slice: Apart = (visit) => {
  const samples = onlyFrom(visit, 0);
  const from = shapeAt(visit, 0);
  const rank = from.length;
  const listed = visit.inputs[3] ?? visit.inputs[1];
  const count = listed?.shape[0] ?? integersAttribute(visit.node, "starts")?.length ?? 0;
  const axes = (integersAt(visit, 3, "axes") ?? Array.from({ length: count }, (_, i) => i))
    .map((axis) => fromFront(axis, rank));
  const steps = integersAt(visit, 4, "steps") ?? axes.map(() => 1);
  const whole = visit.outputs[0]?.[samples.axis] === from[samples.axis] &&
    axes.every((axis, i) => axis !== samples.axis || steps[i] === 1);
  if (!whole) throw mixes(visit, "cuts the axis of the samples");
  if (axes.some((axis) => axis !== samples.axis)) {
    integersAt(visit, 1, "starts");
    integersAt(visit, 2, "ends");
  }
  return [samples];
};

export const pad: Apart = (visit) => {
  const samples = onlyFrom(visit, 0);
  const rank = shapeAt(visit, 0).length;
  const pads = integersAt(visit, 1, "pads") ?? [];
  const axes = (visit.inputs[3] ? integersAt(visit, 3, "axes") ?? [] : shapeAt(visit, 0).keys()
    .toArray()).map((axis) => fromFront(axis, rank));
  axes.forEach((axis, i) => {
    if (axis === samples.axis && (pads[i] !== 0 || pads[i + axes.length] !== 0)) {
      throw mixes(visit, "pads the axis of the samples");
    }
  });
  return [samples];
};

/** Picks along an axis, or looks each sample's indices up in a constant. */
export const gather: Apart = (visit) => {
  const [data, indices] = visit.inputs;
  const rank = data?.shape.length ?? 0;
  const axis = fromFront(integerAttribute(visit.node, "axis", 0), rank);
  if (indices?.samples) {
    const samples = onlyFrom(visit, 1);
    return [moved(samples, axis + samples.axis)];
  }
  const samples = onlyFrom(visit, 0);
  keepOff(visit, samples, [axis], "gathers along");
  const grown = (indices?.shape.length ?? 0) - 1;
  return [moved(samples, samples.axis > axis ? samples.axis + grown : samples.axis)];
};

/**
 * Picks columns, or looks each sample's indices up in a constant: scikit-learn's labels by the index
 * of the largest score. The indices are counted as one list.
 */
export const pickColumns: Apart = (visit) => {
  const [data, indices] = visit.inputs;
  const last = (visit.outputs[0]?.length ?? 0) - 1;
  if (!indices?.samples) {
    const samples = onlyFrom(visit, 0);
    keepOff(visit, samples, [(data?.shape.length ?? 0) - 1], "treats as columns");
    return [samples];
  }
  const samples = onlyFrom(visit, 1);
  const list = reshaped(samples, indices.shape, [product(indices.shape)], visit.rows);
  if (list === undefined) throw mixes(visit, "folds the samples into other dimensions");
  return [moved(list, last)];
};

/** Each place of the indices picks along one axis, and keeps to its own place on the others. */
export const gatherElements: Apart = (visit) => {
  const [data, indices] = visit.inputs;
  const rank = data?.shape.length ?? 0;
  const axis = fromFront(integerAttribute(visit.node, "axis", 0), rank);
  const samples = broadcasting(visit, visit.inputs, rank);
  keepOff(visit, samples, [axis], "gathers along");
  if (data?.shape[samples.axis] !== indices?.shape[samples.axis]) throw unequal(visit);
  return [samples];
};

/** The shape may follow the batch: it says how often a value is repeated. */
export const expand: Apart = (visit) => {
  const samples = onlyFrom(visit, 0);
  const [from, to] = [shapeAt(visit, 0), visit.outputs[0] ?? []];
  const axis = samples.axis + to.length - from.length;
  if (to[axis] !== from[samples.axis]) throw mixes(visit, "repeats the samples");
  return [moved(samples, axis)];
};

export const tile: Apart = (visit) => {
  const samples = onlyFrom(visit, 0);
  const times = integersAt(visit, 1, "repeats")?.[samples.axis] ?? 1;
  return [times === 1 ? samples : stacked(samples, times)];
};

/** One value or more of many along some axes. */
export function reducing(axesOf: (visit: Visit) => number[], how: string): Apart {
  return (visit) => {
    const samples = onlyFrom(visit, 0);
    const rank = shapeAt(visit, 0).length;
    const axes = axesOf(visit).map((axis) => fromFront(axis, rank));
    keepOff(visit, samples, axes, how);
    const gone = visit.outputs[0]?.length === rank
      ? 0
      : axes.filter((axis) => axis < samples.axis).length;
    return visit.outputs.map(() => moved(samples, samples.axis - gone));
  };
}

/** Axes of a reduction: without any, all of them or none. */
export const reducedAxes = (visit: Visit): number[] => {
  const given = integersAt(visit, 1, "axes") ?? [];
  if (given.length > 0 || integerAttribute(visit.node, "noop_with_empty_axes", 0) === 1) {
    return given;
  }
  return shapeAt(visit, 0).map((_, i) => i);
};

/** The axis of an attribute. */
export const axisAttribute = (fallback: number) => (visit: Visit): number[] => [
  integerAttribute(visit.node, "axis", fallback),
];

/** A softmax works on the last axis; before opset 13, on all from its axis on. */
export const softmaxAxes = (visit: Visit): number[] => {
  const rank = shapeAt(visit, 0).length;
  if (visit.opset >= 13) return [integerAttribute(visit.node, "axis", -1)];
  const first = fromFront(integerAttribute(visit.node, "axis", 1), rank);
  return Array.from({ length: rank }, (_, i) => i).slice(first);
};

/** Axes from an attribute on. */
export const axesFrom = (fallback: number) => (visit: Visit): number[] => {
  const rank = shapeAt(visit, 0).length;
  const first = fromFront(integerAttribute(visit.node, "axis", fallback), rank);
  return Array.from({ length: rank }, (_, i) => i).slice(first);
};

/** A position is added, with the classes along it. */
export const oneHot: Apart = (visit) => {
  const samples = onlyFrom(visit, 0);
  const rank = shapeAt(visit, 0).length;
  const axis = integerAttribute(visit.node, "axis", -1);
  const added = axis < 0 ? axis + rank + 1 : axis;
  return [moved(samples, samples.axis >= added ? samples.axis + 1 : samples.axis)];
};
