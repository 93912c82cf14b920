/**
 * Independence of convolutions, pools, normalisations and of scikit-learn's operators.
 *
 * @module
 */
import { integerAttribute, integersAttribute, textAttribute } from "../onnx.ts";
import { aspectPolicy } from "../operators/windows.ts";
import { type Apart, checkBeside, keepOff, mixes, onlyFrom, type Visit } from "./tracked.ts";
import { axesFrom, fromFront, shapeAt } from "./layout_rules.ts";

/** Samples first, then channels and space: what it does to a sample depends on neither. */
export const samplesFirst: Apart = (visit) => {
  const samples = onlyFrom(visit, 0);
  if (samples.axis !== 0) throw mixes(visit, "works along the axis of the samples");
  return visit.outputs.map(() => samples);
};

/** Each channel of each sample has windows of its own: samples may be either. */
export const pool: Apart = (visit) => {
  const samples = onlyFrom(visit, 0);
  if (samples.axis > 1) throw mixes(visit, "pools along the axis of the samples");
  // The second output of MaxPool has places in the whole batch.
  return [samples, "placed"];
};

/**
 * Scales other than one would blend samples with their neighbours. So may a scale of one: an engine
 * multiplies the neighbour by zero, which is NaN if that is infinite. Only of images does it take
 * one after the other.
 */
export const resize: Apart = (visit) => {
  const samples = onlyFrom(visit, 0);
  const { axis } = samples;
  const rank = shapeAt(visit, 0).length;
  const listed = integersAttribute(visit.node, "axes")?.map((n) => fromFront(n, rank));
  const at = listed ? listed.indexOf(axis) : axis;
  const picks = textAttribute(visit.node, "mode", "nearest") === "nearest";
  const same = visit.outputs[0]?.[axis] === shapeAt(visit, 0)[axis];
  const scales = visit.inputs[2];
  const scaled = scales && scales.shape[0] !== 0 ? scales.floats?.[at] === 1 : same;
  const kept = at < 0 || (same && scaled && aspectPolicy(visit.node) === "stretch");
  if (!kept || !(picks || (axis === 0 && rank >= 4))) {
    throw mixes(visit, "resizes the axis of the samples");
  }
  return [samples];
};

/** Normalised over the axes from one on; constants beside it are broadcast. */
export const layerNormalization: Apart = (visit) => {
  const samples = onlyFrom(visit, 0);
  const rank = shapeAt(visit, 0).length;
  keepOff(visit, samples, axesFrom(-1)(visit), "normalises over");
  for (const constant of visit.inputs.slice(1)) {
    if (constant) checkBeside(visit, constant, samples.axis - rank + constant.shape.length);
  }
  return visit.outputs.map(() => samples);
};

/** Channels have constants of their own. */
export const batchNormalization: Apart = (visit) => {
  const samples = onlyFrom(visit, 0);
  keepOff(visit, samples, [1], "treats as channels");
  return [samples];
};

/** Scales along an axis, or one for all. */
export const quantize: Apart = (visit) => {
  const samples = onlyFrom(visit, 0);
  const rank = shapeAt(visit, 0).length;
  const scale = visit.inputs[1];
  const many = scale?.shape.some((dim) => dim > 1) ?? false;
  const axis = fromFront(integerAttribute(visit.node, "axis", 1), rank);
  if (many && axis === samples.axis) throw mixes(visit, "scales the axis of the samples");
  if (many && scale?.shape.length !== 1) {
    if (scale?.shape[samples.axis] !== 1) throw mixes(visit, "scales the axis of the samples");
  }
  return [samples];
};

/** The last two axes are a matrix, and a triangle of it is kept. */
export const trilu: Apart = (visit) => {
  const samples = onlyFrom(visit, 0);
  const rank = shapeAt(visit, 0).length;
  keepOff(visit, samples, [rank - 1, rank - 2], "cuts a triangle along");
  return [samples];
};

/** Columns are the last axis. */
export const columnwise: Apart = (visit) => {
  const samples = onlyFrom(visit, 0);
  keepOff(visit, samples, [shapeAt(visit, 0).length - 1], "treats as columns");
  return [samples];
};

/** Local response normalisation works along the channels. */
export const alongChannels: Apart = (visit) => {
  const samples = onlyFrom(visit, 0);
  keepOff(visit, samples, [1], "normalises along");
  return [samples];
};

/** Its axes; the batch is one of them by default. */
export const meanVarianceAxes = (visit: Visit): number[] =>
  integersAttribute(visit.node, "axes") ?? [0, 2, 3];
