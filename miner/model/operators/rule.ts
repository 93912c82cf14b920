/**
 * What the rules of the operators share: what is known about a value, and how to report faults.
 *
 * @module
 */
import { type NodeProto, product } from "../onnx.ts";
import { broken, InvalidModel, short } from "../../../protocol/score/verdict.ts";

export type Shape = number[];

/** Shapes whose number of dimensions was checked. */
interface Ranks {
  2: [number, number];
  3: [number, number, number];
  4: [number, number, number, number];
}

/** Samples, channels, and space of one dimension or more. */
type Spatial = [samples: number, channels: number, ...space: [number, ...number[]]];

/** What is known about a value before the model runs. */
export interface Value {
  shape: Shape;
  /** Its element type, by TensorProto.DataType, if known */
  type?: number;
  /** Its whole numbers, if known: shapes and axes */
  integers?: number[];
  /** Its few floats, if known: scales of a Resize */
  floats?: number[];
}

/**
 * The most dimensions of a value: models have up to eight, and a file of a kilobyte could double them
 * until nothing can hold them.
 */
export const MOST_DIMS = 16;

/** A node's outputs, and their cost. */
export interface Inferred {
  outputs: Value[];
  /** Multiply-adds for the whole batch; a node that only copies values counts each once */
  work: number;
}

/** Infers a node's outputs from its inputs, where optional ones may be missing. */
export type Rule = (node: NodeProto, inputs: (Value | undefined)[]) => Inferred;

/** Reports to the author which node is wrong. */
export function wrong(node: NodeProto, found: string): InvalidModel {
  const name = node.name ? ` "${short(node.name)}"` : "";
  const what = `its ${node.opType} node${name} ${found}`;
  return new InvalidModel("graph", what, { kind: "export-otherwise", exporter: "unknown" });
}

/** A required input. */
export function at(node: NodeProto, inputs: (Value | undefined)[], index: number): Value {
  const value = inputs[index];
  if (value === undefined) throw broken("graph", `its ${node.opType} node has no input ${index}`);
  return value;
}

/** Outputs that cost one step per value. */
export function gives(...shapes: Shape[]): Inferred {
  return {
    outputs: shapes.map((shape) => ({ shape })),
    work: shapes.reduce((total, shape) => total + product(shape), 0),
  };
}

/** An axis counted from the front. */
export function axisOf(node: NodeProto, axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(positive) || positive < 0 || positive >= Math.max(rank, 1)) {
    throw wrong(node, `has axis ${axis} of ${rank} dimensions`);
  }
  return positive;
}

/** A dimension by its axis; a single number has none, so its size is NaN. */
export function dimOf(node: NodeProto, axis: number, shape: Shape): [axis: number, size: number] {
  const positive = axisOf(node, axis, shape.length);
  return [positive, shape[positive] ?? NaN];
}

export function hasRank<R extends keyof Ranks>(shape: Shape, rank: R): shape is Ranks[R] {
  return shape.length === rank;
}

export function isSpatial(shape: Shape): shape is Spatial {
  return shape.length >= 3;
}

/** Shapes, broadcast like numpy's. */
export function broadcast(node: NodeProto, shapes: Shape[]): Shape {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, position) => {
    let dim = 1;
    for (const shape of shapes) {
      const own = shape[shape.length - rank + position] ?? 1;
      if (own === 1 || own === dim) continue;
      if (dim !== 1) throw wrong(node, `cannot broadcast ${shapes.map(shown).join(" with ")}`);
      dim = own;
    }
    return dim;
  });
}

/** A shape for people. */
export function shown(shape: Shape): string {
  const rest = shape.length > MOST_DIMS ? ", …" : "";
  return `[${shape.slice(0, MOST_DIMS).join(", ")}${rest}]`;
}

/** One rule for several operators, whose names are separated by blanks. */
export function named(names: string, rule: Rule): [string, Rule][] {
  return names.split(" ").map((name) => [name, rule]);
}
