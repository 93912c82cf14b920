/**
 * Operators that move values without changing them: reshaping, joining, splitting, repeating.
 *
 * @module
 */
import {
  attribute,
  integerAttribute,
  integersAttribute,
  type NodeProto,
  product,
  textAttribute,
} from "../onnx.ts";
import { zip } from "../../../protocol/zip.ts";
import {
  at,
  axisOf,
  broadcast,
  dimOf,
  gives,
  hasRank,
  type Rule,
  shown,
  type Value,
  wrong,
} from "./rule.ts";
import { filled, MOST_INTEGERS, wholeAt } from "./whole_numbers.ts";

export const flatten: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const axis = integerAttribute(node, "axis", 1);
  const cut = axis < 0 ? axis + shape.length : axis;
  if (cut < 0 || cut > shape.length) throw wrong(node, `has axis ${axis} of ${shape.length}`);
  return gives([product(shape.slice(0, cut)), product(shape.slice(cut))]);
};

export const reshape: Rule = (node, inputs) => {
  const value = at(node, inputs, 0);
  const wanted = known(node, inputs, 1, "shape");
  const keepZeros = integerAttribute(node, "allowzero", 0) === 1;
  const out = wanted.map((dim, i) => (dim === 0 && !keepZeros ? value.shape[i] ?? -2 : dim));
  const open = out.indexOf(-1);
  const total = product(value.shape);
  if (open >= 0) out[open] = total / product(out.filter((_, i) => i !== open));
  if (out.some((dim) => !Number.isInteger(dim) || dim < 0) || product(out) !== total) {
    throw wrong(node, `cannot make ${shown(wanted)} of ${shown(value.shape)}`);
  }
  return { outputs: [{ shape: out, integers: value.integers }], work: total };
};

export const transpose: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const order = integersAttribute(node, "perm") ?? shape.map((_, i) => shape.length - 1 - i);
  if (
    [...order].sort((a, b) => a - b).some((axis, i) => axis !== i) || order.length !== shape.length
  ) {
    throw wrong(node, `has perm ${shown(order)} for ${shown(shape)}`);
  }
  const out = order.map((axis) => dimOf(node, axis, shape)[1]);
  const from = at(node, inputs, 0);
  const integers = filled(
    out,
    (place) => wholeAt(from, shape.map((_, axis) => place[order.indexOf(axis)] ?? 0)),
  );
  return { outputs: [{ shape: out, integers }], work: product(out) };
};

export const squeeze: Rule = (node, inputs) => {
  const { shape, integers } = at(node, inputs, 0);
  const axes = axesOf(node, inputs)?.map((axis) => axisOf(node, axis, shape.length));
  if (axes?.some((axis) => shape[axis] !== 1)) {
    throw wrong(node, `takes axes ${shown(axes)} out of ${shown(shape)}`);
  }
  const out = shape.filter((dim, i) => (axes ? !axes.includes(i) : dim !== 1));
  return { outputs: [{ shape: out, integers }], work: product(shape) };
};

export const unsqueeze: Rule = (node, inputs) => {
  const { shape, integers } = at(node, inputs, 0);
  const given = axesOf(node, inputs) ?? [];
  const rank = shape.length + given.length;
  const axes = given.map((axis) => axisOf(node, axis, rank));
  if (new Set(axes).size !== axes.length) throw wrong(node, `has axes ${shown(given)}`);
  const rest = [...shape];
  const out = Array.from({ length: rank }, (_, i) => (axes.includes(i) ? 1 : rest.shift() ?? 1));
  return { outputs: [{ shape: out, integers }], work: product(shape) };
};

export const concat: Rule = (node, inputs) => {
  const values = inputs.map((_, i) => at(node, inputs, i));
  const first = values[0];
  if (first === undefined) throw wrong(node, "has no input");
  const axis = axisOf(node, integerAttribute(node, "axis", 0), first.shape.length);
  if (
    values.some(({ shape }) =>
      shape.length !== first.shape.length ||
      shape.some((dim, i) => i !== axis && dim !== first.shape[i])
    )
  ) throw wrong(node, `joins ${values.map(({ shape }) => shown(shape)).join(" and ")}`);
  const size = values.reduce((total, { shape }) => total + dimOf(node, axis, shape)[1], 0);
  const out = first.shape.map((dim, i) => (i === axis ? size : dim));
  const parts = size <= MOST_INTEGERS
    ? values.flatMap((value) =>
      Array.from({ length: value.shape[axis] ?? 0 }, (_, at) => ({ value, at }))
    )
    : [];
  const integers = filled(out, (place) => {
    const part = parts[place[axis] ?? 0];
    return part && wholeAt(part.value, moved(place, axis, part.at));
  });
  return { outputs: [{ shape: out, integers }], work: product(out) };
};

/** A place with another index along an axis. */
function moved(place: readonly number[], axis: number, at: number): number[] {
  return place.map((index, i) => (i === axis ? at : index));
}

/** Equal parts, unless their sizes are given. */
export const split: Rule = (node, inputs) => {
  const value = at(node, inputs, 0);
  const { shape } = value;
  const axis = axisOf(node, integerAttribute(node, "axis", 0), shape.length);
  const count = (node.output ?? []).length;
  const given = inputs[1]
    ? known(node, inputs, 1, "sizes")
    : integersAttribute(node, "split") ?? equalParts(shape[axis] ?? 0, count);
  const total = given.reduce((sum, part) => sum + part, 0);
  if (given.length !== count || given.some((part) => !(part >= 0)) || total !== shape[axis]) {
    throw wrong(node, `cuts ${shown(shape)} into ${shown(given)}`);
  }
  let from = 0;
  const outputs = given.map((part) => {
    const first = from;
    from += part;
    const out = shape.map((dim, i) => (i === axis ? part : dim));
    const integers = filled(
      out,
      (place) => wholeAt(value, moved(place, axis, first + (place[axis] ?? 0))),
    );
    return { shape: out, integers };
  });
  return { outputs, work: product(shape) };
};

function equalParts(size: number, count: number): number[] {
  const part = Math.ceil(size / count);
  return Array.from({ length: count }, (_, i) => Math.min(part, size - i * part));
}

/** Bounds in inputs or, before opset 10, in attributes. */
export const slice: Rule = (node, inputs) => {
  const value = at(node, inputs, 0);
  const { shape } = value;
  const list = (index: number, name: string) =>
    inputs[index] ? known(node, inputs, index, name) : integersAttribute(node, name);
  const [starts, ends] = [list(1, "starts"), list(2, "ends")];
  if (!starts || starts.length !== ends?.length) throw wrong(node, "has no matching bounds");
  const axes = list(3, "axes") ?? starts.map((_, i) => i);
  const steps = list(4, "steps") ?? starts.map(() => 1);
  if (axes.length !== starts.length || steps.length !== starts.length || steps.includes(0)) {
    throw wrong(node, "has axes or steps that do not match its bounds");
  }
  const out = [...shape];
  const strides = shape.map(() => ({ from: 0, step: 1 }));
  for (const [given, step, start, end] of zip(axes, steps, starts, ends)) {
    const [axis, size] = dimOf(node, given, shape);
    const bound = (n: number, low: number, high: number) =>
      Math.max(low, Math.min(high, n < 0 ? n + size : n));
    const [from, to] = step > 0
      ? [bound(start, 0, size), bound(end, 0, size)]
      : [bound(start, 0, size - 1), bound(end, -1, size - 1)];
    const length = Math.max(0, Math.ceil((to - from) / step));
    out[axis] = length;
    strides[axis] = { from, step };
  }
  const integers = filled(
    out,
    (place) => wholeAt(value, zip(strides, place).map(([{ from, step }, i]) => from + i * step)),
  );
  return { outputs: [{ shape: out, integers }], work: product(out) };
};

/** What negative pads leave of a dimension. */
function cutBy(size: number, before: number, behind: number): number {
  return size + Math.min(0, before) + Math.min(0, behind);
}

export const pad: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const pads = inputs[1] ? inputs[1].integers : integersAttribute(node, "pads");
  const axes = inputs[3] ? known(node, inputs, 3, "axes") : shape.map((_, i) => i);
  if (pads === undefined || pads.length !== 2 * axes.length) {
    throw wrong(node, "has pads that are unknown or do not match");
  }
  const mode = textAttribute(node, "mode");
  // An engine reads beyond the value.
  if (mode === "wrap") throw wrong(node, "wraps around, which is not admitted");
  const out = [...shape];
  for (const [given, before, behind] of zip(axes, pads, pads.slice(axes.length))) {
    const [axis, size] = dimOf(node, given, shape);
    if (
      mode === "reflect" && Math.max(before, behind) >= Math.max(1, cutBy(size, before, behind))
    ) {
      throw wrong(node, `reflects ${before} and ${behind} values of ${size}`);
    }
    out[axis] = size + before + behind;
  }
  if (out.some((dim) => dim < 1)) throw wrong(node, `pads ${shown(shape)} to ${shown(out)}`);
  return gives(out);
};

export const gather: Rule = (node, inputs) => {
  const [data, indices] = [at(node, inputs, 0), at(node, inputs, 1)];
  if (data.shape.length === 0) throw wrong(node, "gathers from a single number");
  const [axis, size] = dimOf(node, integerAttribute(node, "axis", 0), data.shape);
  const out = [...data.shape.slice(0, axis), ...indices.shape, ...data.shape.slice(axis + 1)];
  const chosen = indices.integers?.map((i) => (i < 0 ? i + size : i));
  if (chosen?.some((i) => !(i >= 0 && i < size))) throw wrong(node, `has an index outside ${size}`);
  const rank = indices.shape.length;
  const picked: Value = { ...indices, integers: chosen };
  const integers = filled(out, (place) => {
    const index = wholeAt(picked, place.slice(axis, axis + rank));
    return index === undefined
      ? undefined
      : wholeAt(data, [...place.slice(0, axis), index, ...place.slice(axis + rank)]);
  });
  return { outputs: [{ shape: out, integers }], work: product(out) };
};

/** The output has the shape of its indices. */
export const gatherElements: Rule = (node, inputs) => {
  const [{ shape }, indices] = [at(node, inputs, 0), at(node, inputs, 1)];
  axisOf(node, integerAttribute(node, "axis", 0), shape.length);
  if (indices.shape.length !== shape.length) {
    throw wrong(node, `gathers ${shown(indices.shape)} from ${shown(shape)}`);
  }
  return gives(indices.shape);
};

export const expand: Rule = (node, inputs) => {
  const value = at(node, inputs, 0);
  const wanted = known(node, inputs, 1, "shape");
  if (wanted.some((dim) => !(dim >= 0))) throw wrong(node, `expands to ${shown(wanted)}`);
  const out = broadcast(node, [value.shape, wanted]);
  const integers = filled(out, (place) => wholeAt(value, place));
  return { outputs: [{ shape: out, integers }], work: product(out) };
};

export const tile: Rule = (node, inputs) => {
  const value = at(node, inputs, 0);
  const { shape } = value;
  const repeats = known(node, inputs, 1, "repeats");
  if (repeats.length !== shape.length || repeats.some((n) => !(n >= 0))) {
    throw wrong(node, `repeats ${shown(shape)} by ${shown(repeats)}`);
  }
  const out = zip(shape, repeats).map(([dim, times]) => dim * times);
  const integers = filled(
    out,
    (place) => wholeAt(value, zip(place, shape).map(([index, dim]) => index % dim)),
  );
  return { outputs: [{ shape: out, integers }], work: product(out) };
};

export const depthToSpace: Rule = (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  const block = integerAttribute(node, "blocksize", 0);
  if (!hasRank(shape, 4) || !(block >= 1)) throw wrong(node, `has input ${shown(shape)}`);
  const [n, c, h, w] = shape;
  const out = node.opType === "DepthToSpace"
    ? [n, c / (block * block), h * block, w * block]
    : [n, c * block * block, h / block, w / block];
  if (!out.every(Number.isInteger)) throw wrong(node, `cannot cut ${shown(shape)} by ${block}`);
  return gives(out);
};

/** Whole numbers that must be known before the model runs. */
export function known(
  node: NodeProto,
  inputs: (Value | undefined)[],
  index: number,
  what: string,
): number[] {
  const { integers } = at(node, inputs, index);
  if (integers === undefined) throw wrong(node, `takes ${what} computed from data`);
  return integers;
}

/** Axes, from the second input or (in older opsets) from the attribute. */
export function axesOf(node: NodeProto, inputs: (Value | undefined)[]): number[] | undefined {
  if (inputs[1] !== undefined) return known(node, inputs, 1, "axes");
  return attribute(node, "axes") && integersAttribute(node, "axes");
}
