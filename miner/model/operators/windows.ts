/**
 * Operators that slide a window over space: convolutions and pools, and operators that resize
 * space.
 *
 * @module
 */
import {
  integerAttribute,
  integersAttribute,
  type NodeProto,
  product,
  textAttribute,
} from "../onnx.ts";
import { zip } from "../../../protocol/zip.ts";
import { short } from "../../../protocol/score/verdict.ts";
import { at, dimOf, isSpatial, type Rule, type Shape, shown, wrong } from "./rule.ts";

/** A window along one spatial dimension. */
interface Window {
  /** Of the dimension */
  size: number;
  stride: number;
  /** Of the kernel, dilated */
  reach: number;
  /** Before the dimension */
  before: number;
  /** On both sides */
  padding: number;
}

/**
 * The windows, and whether they are padded so that the output's size depends on the strides alone.
 */
function windowsOf(
  node: NodeProto,
  spatial: Shape,
  kernel: Shape,
): { windows: Window[]; same: boolean } {
  const strides = integersAttribute(node, "strides") ?? spatial.map(() => 1);
  const dilations = integersAttribute(node, "dilations") ?? spatial.map(() => 1);
  const pads = integersAttribute(node, "pads") ?? spatial.flatMap(() => [0, 0]);
  const rank = spatial.length;
  if (
    kernel.length !== rank || strides.length !== rank || dilations.length !== rank ||
    pads.length !== 2 * rank ||
    [...kernel, ...strides, ...dilations].some((n) => !(n >= 1)) || pads.some((n) => !(n >= 0))
  ) throw wrong(node, "has a kernel, strides, pads or dilations that do not match its input");
  const mode = textAttribute(node, "auto_pad");
  const sides = zip(pads.slice(0, rank), pads.slice(rank));
  const windows = zip(spatial, kernel, strides, dilations, sides)
    .map(([size, width, stride, dilation, [before, behind]]) => ({
      size,
      stride,
      reach: dilation * (width - 1) + 1,
      before: mode === "VALID" ? 0 : before,
      padding: mode === "VALID" ? 0 : before + behind,
    }));
  return { windows, same: mode.startsWith("SAME") };
}

function windowed(node: NodeProto, spatial: Shape, kernel: Shape): Shape {
  const { windows, same } = windowsOf(node, spatial, kernel);
  const up = integerAttribute(node, "ceil_mode", 0) === 1;
  return windows.map(({ size, stride, reach, before, padding }) => {
    if (same) return Math.ceil(size / stride);
    const steps = (size + padding - reach) / stride;
    const last = up ? Math.ceil(steps) : Math.floor(steps);
    // Rounded up, the last window must still start within the input or the padding before it.
    const out = up && last * stride >= size + before ? last : last + 1;
    if (!(out >= 1)) throw wrong(node, `has a window larger than its input ${shown(spatial)}`);
    return out;
  });
}

/** The kernel of a convolution is that of its weights, which the attribute may only repeat. */
function kernelOf(node: NodeProto, weights: Shape): Shape {
  const kernel = weights.slice(2);
  const said = integersAttribute(node, "kernel_shape");
  if (said && String(said) !== String(kernel)) {
    throw wrong(node, `has the kernel_shape ${shown(said)} and weights ${shown(weights)}`);
  }
  return kernel;
}

function convOf(node: NodeProto, x: Shape, w: Shape) {
  const group = integerAttribute(node, "group", 1);
  if (
    !isSpatial(x) || !isSpatial(w) || w.length !== x.length || !(group >= 1) ||
    w[1] * group !== x[1] || w[0] % group !== 0
  ) throw wrong(node, `has weights ${shown(w)} that do not match ${shown(x)}`);
  const kernel = kernelOf(node, w);
  const out = [x[0], w[0], ...windowed(node, x.slice(2), kernel)];
  return { outputs: [{ shape: out }], work: product(out) * w[1] * product(kernel) };
}

/** Conv and ConvInteger: input, weights. */
export const conv: Rule = (node, inputs) => {
  const [x, w, bias] = [at(node, inputs, 0), at(node, inputs, 1), inputs[2]];
  if (bias && node.opType === "Conv" && (bias.shape.length !== 1 || bias.shape[0] !== w.shape[0])) {
    throw wrong(node, `has the bias ${shown(bias.shape)} for ${w.shape[0]} channels`);
  }
  return convOf(node, x.shape, w.shape);
};

/** Its inputs are x, scale, zero point, w, scale, zero point, … */
export const quantizedConv: Rule = (node, inputs) =>
  convOf(node, at(node, inputs, 0).shape, at(node, inputs, 3).shape);

export const convTranspose: Rule = (node, inputs) => {
  const [x, w] = [at(node, inputs, 0).shape, at(node, inputs, 1).shape];
  const group = integerAttribute(node, "group", 1);
  if (
    !isSpatial(x) || !isSpatial(w) || w.length !== x.length || w[0] !== x[1] || !(group >= 1)
  ) {
    throw wrong(node, `has weights ${shown(w)} that do not match ${shown(x)}`);
  }
  const kernel = kernelOf(node, w);
  const spatial = x.slice(2);
  const { windows, same } = windowsOf(node, spatial, kernel);
  const given = integersAttribute(node, "output_shape");
  const extra = integersAttribute(node, "output_padding") ?? spatial.map(() => 0);
  const rank = spatial.length;
  const grown = windows.map(({ size, stride, reach, padding }, i) => {
    if (given?.length) return given[given.length - rank + i] ?? -1;
    if (same) return size * stride;
    return stride * (size - 1) + (extra[i] ?? 0) + reach - padding;
  });
  const out = [x[0], w[1] * group, ...grown];
  if (grown.some((dim) => !(dim >= 1))) throw wrong(node, `makes ${shown(out)}`);
  const touched = Math.max(product(x), product([x[0], x[1], ...grown]));
  return { outputs: [{ shape: out }], work: touched * w[1] * product(kernel) };
};

/** MaxPool also returns the indices of its values, AveragePool and LpPool do not. */
export const pool: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const kernel = integersAttribute(node, "kernel_shape") ?? [];
  if (!isSpatial(shape)) throw wrong(node, `has input ${shown(shape)}`);
  const out = [shape[0], shape[1], ...windowed(node, shape.slice(2), kernel)];
  return { outputs: [{ shape: out }, { shape: out }], work: product(out) * product(kernel) };
};

export const globalPool: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  if (shape.length < 3) throw wrong(node, `has input ${shown(shape)}`);
  const out = shape.map((dim, i) => (i < 2 ? dim : 1));
  return { outputs: [{ shape: out }], work: product(shape) };
};

/** Resize by known scales or to known sizes; cubic uses 16 values per output. */
export const resize: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const [, , scales, sizes] = inputs;
  const axes = (integersAttribute(node, "axes") ?? shape.map((_, i) => i))
    .map((axis) => dimOf(node, axis, shape));
  const policy = aspectPolicy(node);
  const sized = sizes && product(sizes.shape) > 0;
  if (!sized && policy !== "stretch") throw wrong(node, `keeps ${short(policy)} without sizes`);
  const to = sized
    ? keptRatio(node, policy, axes, sizes.integers ?? [])
    : scaled(axes, scales?.floats ?? []);
  const out = [...shape];
  for (const [i, [axis]] of axes.entries()) {
    const size = to[i];
    if (size === undefined || !(size >= 1)) throw wrong(node, "has no known scales or sizes");
    out[axis] = size;
  }
  return { outputs: [{ shape: out }], work: 16 * product(out) };
};

/** An axis and its size. */
type Dim = [axis: number, size: number];

/** The engine multiplies as float32. */
function scaled(axes: Dim[], scales: number[]): number[] {
  return axes.map(([, size], i) => Math.floor(Math.fround(size * (scales[i] ?? NaN))));
}

/** What a Resize keeps of an aspect ratio. */
export function aspectPolicy(node: NodeProto): string {
  return textAttribute(node, "keep_aspect_ratio_policy", "stretch");
}

/** One scale for all axes: the smallest or largest of those that the sizes ask for. */
function keptRatio(node: NodeProto, policy: string, axes: Dim[], sizes: number[]): number[] {
  if (policy === "stretch") return sizes;
  const choose = policy === "not_larger"
    ? Math.min
    : policy === "not_smaller"
    ? Math.max
    : undefined;
  if (choose === undefined) throw wrong(node, `has the policy ${short(policy)}`);
  const scale = choose(...axes.map(([, size], i) => Math.fround((sizes[i] ?? NaN) / size)));
  return axes.map(([, size]) => Math.round(Math.fround(size * scale)));
}
