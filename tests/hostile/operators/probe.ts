/**
 * What a probe of an operator is.
 *
 * @module
 */
import { TYPE } from "../../../miner/model/onnx.ts";
import type { GraphBuilder, Ref } from "./graph_builder.ts";
import { FLOATS, INTEGERS } from "./numbers.ts";

/** Puts an operator with random inputs and attributes into a graph, and returns its output. */
export type Probe = (b: GraphBuilder) => Ref;

export type Probes = Record<string, Probe>;

/** The same probe for several operators, whose names a blank parts. */
export function each(names: string, probe: (op: string) => Probe): Probes {
  return Object.fromEntries(names.split(" ").map((name) => [name, probe(name)]));
}

/** A shape behind the batch. */
export function shape(b: GraphBuilder): number[] {
  return b.any([[5], [19], [3, 4], [2, 9], [2, 3, 4]]);
}

export function numeric(b: GraphBuilder): number {
  return b.chance(0.6) ? TYPE.float : b.any([...FLOATS, ...INTEGERS]);
}

export function floating(b: GraphBuilder): number {
  return b.chance(0.7) ? TYPE.float : b.any(FLOATS);
}
