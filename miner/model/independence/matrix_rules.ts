/**
 * Independence of products: samples may be on any axis that is kept, and never on one that is
 * summed.
 *
 * @module
 */
import { integerAttribute } from "../onnx.ts";
import { einsumTerms } from "../operators/einsum_terms.ts";
import { agreed, moved, plain, type SampleAxis } from "./sample_axis.ts";
import {
  type Apart,
  broadcasting,
  checkBeside,
  isSameAlong,
  keepOff,
  mixes,
  type Tracked,
  unequal,
  type Visit,
} from "./tracked.ts";

const SUMS = "sums products along";

/** A product of matrices, perhaps transposed, and an addend. */
export const gemm: Apart = (visit) => {
  const [a, b, added] = visit.inputs;
  const turned = (flag: string) => integerAttribute(visit.node, flag, 0) !== 0;
  const product = productOf(
    visit,
    a?.samples && placedIn(a.samples, turned("transA"), 0),
    b?.samples && placedIn(b.samples, turned("transB"), 1),
  );
  const whole: Tracked = { shape: visit.outputs[0] ?? [], samples: product, isSame: () => false };
  return [broadcasting(visit, [whole, added], 2)];
};

/** The axis of a matrix before it was transposed. */
function placedIn(samples: SampleAxis, turned: boolean, kept: number): [SampleAxis, boolean] {
  const axis = turned ? 1 - samples.axis : samples.axis;
  return [moved(samples, axis), axis === kept];
}

function productOf(
  visit: Visit,
  a: [SampleAxis, kept: boolean] | undefined,
  b: [SampleAxis, kept: boolean] | undefined,
): SampleAxis | undefined {
  if (a && b) throw mixes(visit, "multiplies samples by samples");
  const [samples, kept] = a ?? b ?? [];
  if (samples && !kept) throw mixes(visit, `${SUMS} the axis of the samples`);
  return samples;
}

/**
 * A product of stacked matrices.
 *
 * @param left, right Indices of the factors
 * @param columns Indices of constants with a value for each column of the right one; what else
 *   there is must be single numbers
 */
export const matMul = (left: number, right: number, columns: number[] = []): Apart => (visit) => {
  const [a, b] = [visit.inputs[left], visit.inputs[right]];
  visit.inputs.forEach((input, index) => {
    if (index === left || index === right || !input) return;
    if (input.samples) throw mixes(visit, `computes its input ${index} from the samples`);
    const single = input.shape.every((dim) => dim === 1);
    const perColumn = columns.includes(index) && input.shape.length === 1 && !b?.samples;
    if (!single && !perColumn) throw unequal(visit);
  });
  if (a === undefined || b === undefined) throw mixes(visit, "lacks an input");
  const rank = visit.outputs[0]?.length ?? 0;
  const wide = { a: a.shape.length === 1, b: b.shape.length === 1 };
  // A vector has one axis, which is summed.
  if ((wide.a && a.samples) || (wide.b && b.samples)) {
    throw mixes(visit, `${SUMS} the axis of the samples`);
  }
  const inner = { a: a.shape.length - 1, b: b.shape.length - 2 };
  if (a.samples) keepOff(visit, a.samples, [inner.a], SUMS);
  if (b.samples) keepOff(visit, b.samples, [inner.b], SUMS);
  // Places in the result: shared dimensions, then the rows of a, then the columns of b.
  const shared = rank - (wide.a ? 0 : 1) - (wide.b ? 0 : 1);
  const place = (value: Tracked, axis: number) => axis + shared - (value.shape.length - 2);
  const own = [a, b].map((value, which) => {
    if (!value.samples) return undefined;
    const { axis } = value.samples;
    const isShared = axis < value.shape.length - 2;
    const to = isShared ? place(value, axis) : which === 0 ? shared : rank - 1;
    return { samples: moved(value.samples, to), isShared };
  });
  const [first, second] = own;
  if (first && second) {
    const both = first.isShared && second.isShared
      ? agreed(first.samples, second.samples)
      : undefined;
    if (both === undefined) throw mixes(visit, "multiplies samples by other samples");
    return [both];
  }
  const only = first ?? second;
  if (only === undefined) throw mixes(visit, "takes no samples");
  const constant = first ? b : a;
  if (only.isShared && constant.shape.length > 2) {
    const axis = only.samples.axis - shared + constant.shape.length - 2;
    checkBeside(visit, constant, axis);
  }
  return [only.samples];
};

/** The letter of the samples must be in the result, and constants must be the same along it. */
export const einsum: Apart = (visit) => {
  const { terms, result } = einsumTerms(
    visit.node,
    visit.inputs.map((input) => input?.shape ?? []),
  );
  let letter: string | undefined;
  let common: SampleAxis | undefined;
  visit.inputs.forEach((input, index) => {
    if (!input?.samples) return;
    const own = terms[index]?.[input.samples.axis];
    const repeats = terms[index]?.filter((other) => other === own).length !== 1;
    if (repeats || (letter !== undefined && own !== letter)) {
      throw mixes(visit, "multiplies samples by other samples");
    }
    letter = own;
    const both = common ? agreed(moved(common, 0), moved(input.samples, 0)) : input.samples;
    if (both === undefined) throw mixes(visit, "brings different samples together");
    common = both;
  });
  const axis = result.indexOf(letter ?? "");
  if (axis < 0 || common === undefined) throw mixes(visit, `${SUMS} the axis of the samples`);
  if (result.filter((other) => other === letter).length > 1) throw unequal(visit);
  visit.inputs.forEach((input, index) => {
    if (!input || input.samples) return;
    terms[index]?.forEach((other, at) => {
      if (other === letter) checkBeside(visit, input, at);
    });
  });
  return [moved(common, axis)];
};

/** Queries, keys, values and a mask that is broadcast to four axes: samples are the first. */
export const attention: Apart = (visit) => {
  const [queries, keys, values, mask] = visit.inputs;
  const placed = [[queries, 0], [keys, 0], [values, 0], [
    mask,
    (mask?.shape.length ?? 0) - 4,
  ]] as const;
  let common: SampleAxis | undefined;
  for (const [input, axis] of placed) {
    if (!input) continue;
    if (!input.samples) {
      checkBeside(visit, input, axis);
      continue;
    }
    if (input.samples.axis !== axis) throw mixes(visit, "attends along the axis of the samples");
    const both = common ? agreed(common, input.samples) : input.samples;
    if (both === undefined) throw mixes(visit, "brings different samples together");
    common = both;
  }
  if (common === undefined) throw mixes(visit, "takes no samples");
  return [common];
};

/** RNN, GRU and LSTM: steps, samples, values. */
export const recurrent: Apart = (visit) => {
  const [x, , , , lengths, ...states] = visit.inputs;
  const samples = x?.samples;
  const first = integerAttribute(visit.node, "layout", 0) !== 0;
  const at = first ? 0 : 1;
  if (samples?.axis !== at || samples.before * samples.after !== 1) {
    throw mixes(visit, "runs along the axis of the samples");
  }
  for (const index of [1, 2, 3, 7]) {
    if (visit.inputs[index]?.samples) {
      throw mixes(visit, `computes its input ${index} from the samples`);
    }
  }
  // Peepholes are weights; the other two are states.
  for (const [input, axis] of [[lengths, 0], [states[0], at], [states[1], at]] as const) {
    if (!input) continue;
    const fits = input.samples
      ? agreed(plain(axis), input.samples) !== undefined
      : isSameAlong(input, axis);
    if (!fits) throw unequal(visit);
  }
  return first ? [plain(0), plain(0), plain(0)] : [plain(2), plain(1), plain(1)];
};
