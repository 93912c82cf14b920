/**
 * Leaving out what the labels do not need: less runs, and less of a stranger's file reaches the
 * runtime.
 *
 * @module
 */
import { type GraphProto, type ModelProto, ModelProtoClass } from "./onnx.ts";

/** A model with one output, the nodes and weights it needs, and no inferred shapes or documents. */
export function prune(model: ModelProto, input: string, output: string): ModelProto {
  const graph = model.graph!;
  const needed = new Set([output]);
  const nodes = [...graph.node ?? []].reverse().filter((node) => {
    const used = (node.output ?? []).some((name) => name !== "" && needed.has(name));
    if (used) { for (const name of node.input ?? []) needed.add(name); }
    return used;
  }).reverse();
  const kept: GraphProto = {
    name: "model",
    node: nodes.map(({ docString: _, ...node }) => node),
    initializer: (graph.initializer ?? []).filter(({ name }) => needed.has(name ?? "")),
    input: (graph.input ?? []).filter(({ name }) => name === input),
    output: (graph.output ?? []).filter(({ name }) => name === output),
  };
  return ModelProtoClass.create({
    irVersion: model.irVersion,
    opsetImport: model.opsetImport,
    graph: kept,
  });
}
