/**
 * Removing what the labels do not need: less runs, and less of an untrusted file reaches the
 * runtime. The declared shapes of inputs and outputs are also replaced: engines do not agree on how
 * to handle a wrong declaration.
 *
 * @module
 */
import type { OutputKind } from "./choose_output.ts";
import {
  type DecodedModel,
  type GraphProto,
  integer,
  type NodeProto,
  TYPE,
  type ValueInfoProto,
} from "./onnx.ts";

/** The input and output that stay. */
export interface Ends {
  input: string;
  /** TensorProto.DataType */
  inputType: number;
  /** Dims of one sample */
  sample: number[];
  fixedBatch: number | undefined;
  output: string;
  outputKind: OutputKind;
}

/** A model with one input and one output, the nodes and weights it needs, and nothing else. */
export function prune(model: DecodedModel, ends: Ends): DecodedModel {
  const { graph } = model;
  const needed = new Set([ends.output]);
  const nodes = [...graph.node ?? []].reverse().filter((node) => {
    const used = (node.output ?? []).some((name) => name !== "" && needed.has(name));
    if (used) { for (const name of node.input ?? []) needed.add(name); }
    return used;
  }).reverse();
  const batch = ends.fixedBatch ? { dimValue: ends.fixedBatch } : { dimParam: "n" };
  const dim = [batch, ...ends.sample.map((dimValue) => ({ dimValue }))];
  const outputType = ends.outputKind === "labels" ? TYPE.int64 : TYPE.float;
  const kept: GraphProto = {
    name: "model",
    node: nodes.map(({ docString: _, metadataProps: __, ...node }) => node),
    initializer: (graph.initializer ?? []).filter(({ name }) => needed.has(name ?? "")),
    input: [tensorEnd(ends.input, { elemType: ends.inputType, shape: { dim } })],
    output: [tensorEnd(ends.output, { elemType: outputType })],
  };
  return {
    // Before version 4 initializers also had to be inputs, and could be overridden.
    irVersion: Math.max(4, integer(model.irVersion)),
    opsetImport: opsetsOf(model, nodes),
    graph: kept,
  };
}

/** The opset of each domain that nodes use, once; ai.onnx's stays for nodes that are inserted. */
function opsetsOf({ opsetImport }: DecodedModel, nodes: NodeProto[]): DecodedModel["opsetImport"] {
  const used = new Set(["", ...nodes.map(({ domain }) => coreAsEmpty(domain))]);
  const opsets = new Map(
    opsetImport.map(({ domain, version }) => [coreAsEmpty(domain), version]),
  );
  return [...opsets].filter(([domain]) => used.has(domain))
    .map(([domain, version]) => ({ domain, version }));
}

function coreAsEmpty(domain: string | null | undefined): string {
  return !domain || domain === "ai.onnx" ? "" : domain;
}

type TensorType = NonNullable<NonNullable<ValueInfoProto["type"]>["tensorType"]>;

function tensorEnd(name: string, tensorType: TensorType): ValueInfoProto {
  return { name, type: { tensorType } };
}
