/**
 * Which outputs of a model are not read although they look like the ones that are.
 *
 * @module
 */
import type { Metric } from "../../protocol/score/metrics.ts";
import type { Walked } from "./graph_walk.ts";
import { product, TYPE, type ValueInfoProto } from "./onnx.ts";
import { MOST_HINTED, type PassedOver } from "../../protocol/score/hints.ts";
import { short } from "../../protocol/score/verdict.ts";

/** Outputs that would give labels, scores or values if they were int64 or float: the first of them. */
export function passedOver(
  outputs: ValueInfoProto[],
  { values, perSample }: Walked,
  classes: number,
  reads: Metric["reads"] = "labels",
): PassedOver[] {
  return outputs.flatMap(({ name = "" }): PassedOver[] => {
    const value = values.get(name);
    if (value === undefined || !perSample.has(name) || value.shape.length > 2) return [];
    const columns = product(value.shape.slice(1));
    if (value.type === TYPE.int32 && columns === 1 && reads !== "values") {
      return [{ name: short(name), type: "int32" }];
    }
    const scores = reads === "values"
      ? columns === 1
      : columns === classes || (columns === 1 && classes === 2);
    return value.type === TYPE.double && scores ? [{ name: short(name), type: "double" }] : [];
  }).slice(0, MOST_HINTED);
}
