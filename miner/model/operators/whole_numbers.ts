/**
 * Small lists of whole numbers, of any number of dimensions: exporters compute shapes with them, and
 * so the rules of operators that move values move these as well.
 *
 * @module
 */
import { product, TYPE } from "../onnx.ts";
import { MOST_DIMS, type Shape, type Value } from "./rule.ts";

/** Lists of whole numbers are known up to this length: no shape is longer. */
export const MOST_INTEGERS = 64;

/** The range of an element type; none for types that hold no whole numbers. */
const RANGES: Record<number, [least: number, most: number]> = {
  [TYPE.bool]: [0, 1],
  [TYPE.int8]: [-(2 ** 7), 2 ** 7 - 1],
  [TYPE.uint8]: [0, 2 ** 8 - 1],
  [TYPE.int16]: [-(2 ** 15), 2 ** 15 - 1],
  [TYPE.uint16]: [0, 2 ** 16 - 1],
  [TYPE.int32]: [-(2 ** 31), 2 ** 31 - 1],
  [TYPE.uint32]: [0, 2 ** 32 - 1],
  [TYPE.int64]: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  [TYPE.uint64]: [0, Number.MAX_SAFE_INTEGER],
};

/** Whether a type (int64, if it is not known) holds a number exactly, as the engine does: beyond its range it would wrap. */
export function holds(type: number | undefined, number: number): boolean {
  const [least, most] = RANGES[type ?? TYPE.int64] ?? [NaN, NaN];
  return Number.isInteger(number) && number >= least && number <= most;
}

/** A place in a value: an index for every axis. */
type Place = readonly number[];

/** One whole number for every place of a shape, in order; undefined if one is unknown, or there are too many. */
export function filled(
  shape: Shape,
  numberAt: (place: Place) => number | undefined,
): number[] | undefined {
  const count = product(shape);
  if (!(count <= MOST_INTEGERS) || shape.length > MOST_DIMS) return undefined;
  if (count === 0 && shape.length !== 1) return undefined;
  const numbers: number[] = [];
  const place = shape.map(() => 0);
  for (let i = 0; i < count; i++) {
    let rest = i;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const dim = shape[axis] ?? 1;
      place[axis] = rest % dim;
      rest = Math.floor(rest / dim);
    }
    const number = numberAt(place);
    if (number === undefined) return undefined;
    numbers.push(number);
  }
  return numbers;
}

/** The whole number at a place of a value, if known; axes of size one are repeated. */
export function wholeAt({ shape, integers }: Value, place: Place): number | undefined {
  if (integers === undefined) return undefined;
  let at = 0;
  const extra = place.length - shape.length;
  for (const [axis, dim] of shape.entries()) {
    at = at * dim + (dim === 1 ? 0 : place[axis + extra] ?? 0);
  }
  return integers[at];
}
