/**
 * A graph and the graphs in its nodes' attributes.
 *
 * @module
 */
import type { GraphProto } from "./onnx.ts";

/** All of them, the outermost first. */
export function graphsOf(graph: GraphProto): GraphProto[] {
  // A list rather than recursion: hostile files nest thousands of levels.
  const found = [graph];
  for (let next = 0; next < found.length; next++) {
    for (const { attribute } of found[next]?.node ?? []) {
      for (const { g, graphs } of attribute ?? []) {
        if (g) found.push(g);
        for (const inner of graphs ?? []) found.push(inner);
      }
    }
  }
  return found;
}
