/**
 * Small models to make hostile ones of, and the spec that all of them are judged by.
 *
 * @module
 */
import { zlibSync } from "fflate";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import {
  type AttributeProto,
  encodeModel,
  type GraphProto,
  type ModelFields,
  type NodeProto,
  type TensorProto,
} from "../../miner/model/onnx.ts";
import { float32Tensor } from "../../miner/model/weight_data.ts";
import type { Rule } from "../../protocol/score/verdict.ts";
import { UNPUBLISHED } from "../../protocol/spec/part.ts";

export type Graph = GraphProto;
export type Model = ModelFields;

/** One hostile (or only odd) submission. */
export interface Case {
  /** Names its file */
  name: string;
  /** The rule that it breaks; absent when it is odd and yet VALID */
  rule?: Rule;
  /** What the finding says, in part */
  says?: string;
  /** Whether the verdict needs the model to run */
  runs?: boolean;
  /** Limits of the spec that differ for it */
  limits?: Partial<CompetitionSpec["limits"]>;
  /** What a miner is given */
  bytes: () => Uint8Array;
}

export const ROWS = 40;

/** Four values a sample, three classes. */
export const SPEC: CompetitionSpec = {
  version: 1,
  name: "hostile",
  description: "",
  metric: "accuracy",
  test: { cid: UNPUBLISHED, format: "csv", rows: ROWS, classes: 3, labelColumn: 0 },
  input: {
    shape: [1, 2, 2],
    type: "float32",
    layout: "channels-first",
    scale: 1,
    mean: [0],
    std: [10],
  },
  limits: {
    packedBytes: 600_000,
    unpackedBytes: 4_000_000,
    parameters: 10_000,
    multiplyAdds: 100_000,
  },
  engine: { name: "native", version: "1.30.0" },
};

/** Samples whose label follows from their values. */
export function data(): Uint8Array {
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const values = [row % 7, (row * 3) % 5, (row * 5) % 11, row % 2];
    return [(row * 3) % 3 === 0 ? row % 3 : 0, ...values].join(",");
  });
  return new TextEncoder().encode(`${rows.join("\n")}\n`);
}

/** An attribute by the kind of its value. */
export const attr = {
  int: (name: string, i: number) => ({ name, type: 2, i }),
  ints: (name: string, ints: number[]) => ({ name, type: 7, ints }),
  float: (name: string, f: number) => ({ name, type: 1, f }),
  floats: (name: string, floats: number[]) => ({ name, type: 6, floats }),
  text: (name: string, s: string) => ({ name, type: 3, s: new TextEncoder().encode(s) }),
  texts: (name: string, texts: string[]) => ({
    name,
    type: 8,
    strings: texts.map((text) => new TextEncoder().encode(text)),
  }),
  tensor: (name: string, t: TensorProto) => ({ name, type: 4, t }),
  graph: (name: string, g: Graph) => ({ name, type: 5, g }),
};

/** A node. */
export function node(
  opType: string,
  input: string[],
  output: string[],
  attribute: AttributeProto[] = [],
  domain = "",
): NodeProto {
  return { opType, input, output, attribute, domain };
}

/** int64 numbers as an initializer. */
export function integers(name: string, values: number[], dims = [values.length]) {
  return { name, dims, dataType: 7, int64Data: values };
}

/** float32 numbers as an initializer. */
export const floats = float32Tensor;

/** One end of a graph. */
export function end(name: string, elemType: number, dims: (number | string)[]) {
  const dim = dims.map((d) => (typeof d === "string" ? { dimParam: d } : { dimValue: d }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

const WEIGHTS = [0.5, -1, 2, 1, 0.25, -0.5, -2, 1.5, 1, 0.75, -1.25, 0.1];

/** Flatten, then one dense layer: VALID as it is. */
export function dense(): Model & { graph: Graph } {
  return {
    irVersion: 8,
    opsetImport: [{ domain: "", version: 17 }],
    graph: {
      name: "dense",
      node: [
        node("Flatten", ["samples"], ["flat"]),
        node("Gemm", ["flat", "weights", "bias"], ["scores"]),
      ],
      initializer: [floats("weights", [4, 3], WEIGHTS), floats("bias", [3], [0.1, 0, -0.1])],
      input: [end("samples", 1, ["n", 1, 2, 2])],
      output: [end("scores", 1, ["n", 3])],
    },
  };
}

/** A dense model in front of whose layer other nodes work on `flat`, giving `[n, 4]`. */
export function before(nodes: NodeProto[], initializers: TensorProto[] = [], last = "x") {
  const model = dense();
  model.graph.node!.splice(1, 0, ...nodes);
  model.graph.node!.at(-1)!.input![0] = last;
  model.graph.initializer!.push(...initializers);
  return model;
}

/** The file of a model. */
export function encode(model: Model): Uint8Array {
  return encodeModel(model);
}

/** A package that holds these bytes, whatever they are. */
export function packed(content: Uint8Array): Uint8Array {
  return new Uint8Array([0x44, 0x45, 0x4d, 0x4c, 1, 0, ...zlibSync(content, { level: 9 })]);
}

/** A case whose package holds a dense model, changed. */
export function changed(
  name: string,
  rule: Rule | undefined,
  change: (graph: Graph, model: Model) => void,
  more: Partial<Case> = {},
): Case {
  return {
    name,
    rule,
    ...more,
    bytes: () => {
      const model = dense();
      change(model.graph, model);
      return packed(encode(model));
    },
  };
}

/** A case whose model has other nodes in front of its layer. */
export function inserted(
  name: string,
  rule: Rule | undefined,
  nodes: NodeProto[],
  initializers: TensorProto[] = [],
  more: Partial<Case> & { last?: string } = {},
): Case {
  const { last, ...rest } = more;
  return {
    name,
    rule,
    ...rest,
    bytes: () => packed(encode(before(nodes, initializers, last))),
  };
}

/** A protobuf field of bytes: https://protobuf.dev/programming-guides/encoding */
export function field(number: number, content: Uint8Array): Uint8Array {
  return Uint8Array.from([...varint(number << 3 | 2), ...varint(content.length), ...content]);
}

export function varint(value: number): number[] {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push(value % 128 + 128);
  return [...bytes, value];
}
