/**
 * Where a value keeps its samples.
 *
 * @module
 */
import { product } from "../onnx.ts";
import type { Shape } from "../operators/rule.ts";

/**
 * The axis along which a value has its samples: its index is `(a · rows + sample) · after + b`, for
 * `a` below `before` and `b` below `after`. What an element is then follows from one sample alone.
 */
export interface SampleAxis {
  axis: number;
  before: number;
  after: number;
  /** All along the axis the value is the same, so that any other division is as good */
  uniform?: boolean;
}

/** Samples one after another along an axis, the ordinary case. */
export function plain(axis: number): SampleAxis {
  return { axis, before: 1, after: 1 };
}

/** The same samples on another axis. */
export function moved(samples: SampleAxis, axis: number): SampleAxis {
  return { ...samples, axis };
}

/** What two values that meet at one axis have in common; undefined if samples would meet others. */
export function agreed(a: SampleAxis, b: SampleAxis): SampleAxis | undefined {
  if (a.axis !== b.axis) return undefined;
  if (a.uniform) return b;
  return b.uniform || (a.before === b.before && a.after === b.after) ? a : undefined;
}

/**
 * Where the samples are after a reshape, which keeps the order of the values: undefined if the new
 * shape has no axis that contains all of them.
 *
 * @param rows Samples in the batch
 */
export function reshaped(
  { axis, before, after }: SampleAxis,
  from: Shape,
  to: Shape,
  rows: number,
): SampleAxis | undefined {
  const outer = product(from.slice(0, axis)) * before;
  const inner = after * product(from.slice(axis + 1));
  let passed = 1;
  for (const [axis, dim] of to.entries()) {
    if (outer % passed !== 0) return undefined;
    const before = outer / passed;
    const after = dim / (before * rows);
    if (Number.isInteger(after) && inner % after === 0) return { axis, before, after };
    passed *= dim;
  }
  return undefined;
}
