/**
 * Facts about a model, without judging it: for people who inspect a file.
 *
 * @module
 */
import { readModel } from "./admission.ts";
import { decodeLoosely } from "./decode_loosely.ts";
import { graphsOf } from "./graphs_of.ts";
import { forExporter } from "./exporter.ts";
import { typeName } from "./type_name.ts";
import { type ModelInput, theInput } from "./check_input.ts";
import { walk, type Walked } from "./graph_walk.ts";
import { checkIndependence } from "./independence/independence.ts";
import {
  type DecodedModel,
  decodeModel,
  dimsOf,
  type GraphProto,
  integer,
  product,
  type ValueInfoProto,
} from "./onnx.ts";
import { coreOpset } from "./portable/portable.ts";
import { prune } from "./prune.ts";
import { operatorName, OPERATORS } from "./operators/table.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";

/** An input or output of a model. */
export interface End {
  name: string;
  /** e.g. `float32`, or `type 16` */
  type: string;
  /** Undefined for an open dimension */
  shape: (number | undefined)[] | undefined;
}

/** Facts of a file. A fact that a broken rule hides is undefined, and `problem` says why. */
export interface Survey {
  producer: string;
  /** Version of ONNX's file format */
  irVersion: number;
  opsets: { domain: string; version: number }[];
  /** By count, those of subgraphs included */
  operators: { name: string; count: number; admitted: boolean }[];
  nodes: number;
  subgraphs: number;
  /** Names of the functions that it defines itself */
  functions: string[];
  /** As far as its tensors say how many values they have */
  parameters: number;
  /** The only input; undefined if there is another number of them */
  input: End | undefined;
  inputs: End[];
  outputs: End[];
  /** For one sample */
  multiplyAdds: number | undefined;
  /** Values that its nodes produce for one sample */
  made: number | undefined;
  problem: InvalidModel | undefined;
}

/**
 * Surveys a file, whether it would be admitted or not. Of a broken one it reports what can be read.
 *
 * @throws InvalidModel `onnx-format` if nothing in it can
 */
export function survey(onnx: Uint8Array): Survey {
  const problems: InvalidModel[] = [];
  const model = unless(problems, () => decodeModel(onnx)) ?? decodeLoosely(onnx);
  if (model === undefined) throw problems[0];
  const { graph } = model;
  const read = problems.length === 0 ? unless(problems, () => readModel(onnx)) : undefined;
  const real = inputsOf(graph);
  const input = unless(problems, () => theInput(graph));
  const walked = read && input && unless(problems, () => walkAsIs(read.graph, input));
  if (read && input && walked) unless(problems, () => checkApart(read.model, input, walked));
  const graphs = graphsOf(graph);
  return {
    producer: `${model.producerName ?? ""} ${model.producerVersion ?? ""}`.trim(),
    irVersion: integer(model.irVersion),
    opsets: (model.opsetImport ?? []).map(({ domain, version }) => ({
      domain: domain || "ai.onnx",
      version: integer(version),
    })),
    operators: countOperators(graphs),
    nodes: graphs.reduce((sum, { node }) => sum + (node?.length ?? 0), 0),
    subgraphs: graphs.length - 1,
    functions: (model.functions ?? []).map(({ name }) => name ?? ""),
    parameters: read?.parameters ?? countParameters(graphs),
    input: input && { name: input.name, type: typeName(input.type), shape: input.dims },
    inputs: real.map((value) => endOf(value, undefined)),
    outputs: (graph.output ?? []).map((value) => endOf(value, walked)),
    multiplyAdds: walked?.multiplyAdds,
    made: walked?.made,
    problem: problems[0] && forExporter(problems[0], model),
  };
}

/** Checks that what might be its scores or labels sees one sample at a time. */
function checkApart(model: DecodedModel, { name, type, dims }: ModelInput, walked: Walked): void {
  const isAnswer = ({ name }: ValueInfoProto) =>
    walked.perSample.has(name ?? "") && (walked.values.get(name ?? "")?.shape.length ?? 3) <= 2;
  const output = (model.graph.output ?? []).find(isAnswer)?.name;
  if (!output) return;
  const [, ...sample] = (dims ?? []).map((dim) => dim ?? 0);
  const { graph } = prune(model, {
    input: name,
    inputType: type ?? 0,
    sample,
    fixedBatch: walked.fixed,
    output,
    outputKind: "scores",
  });
  checkIndependence({ graph, walked, input: name, output, opset: coreOpset(model) });
}

/** What a caller has to give. */
function inputsOf({ input, initializer }: GraphProto): ValueInfoProto[] {
  const given = new Set((initializer ?? []).map(({ name }) => name ?? ""));
  return (input ?? []).filter(({ name }) => !given.has(name ?? ""));
}

/** The values of all tensors and lists of attributes whose dims make sense. */
function countParameters(graphs: GraphProto[]): number {
  let count = 0;
  for (const { initializer, node } of graphs) {
    const attributes = (node ?? []).flatMap(({ attribute }) => attribute ?? []);
    const inside = attributes.flatMap(({ t, tensors }) => [...t ? [t] : [], ...tensors ?? []]);
    for (const tensor of [...initializer ?? [], ...inside]) {
      const dims = dimsOf(tensor);
      if (dims.every((dim) => dim >= 0)) count += product(dims);
    }
    for (const { floats, ints } of attributes) count += (floats?.length ?? 0) + (ints?.length ?? 0);
  }
  return count;
}

function unless<T>(problems: InvalidModel[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InvalidModel)) throw error;
    problems.push(error);
    return undefined;
  }
}

function walkAsIs(graph: Parameters<typeof walk>[0], { name, dims, type }: ModelInput): Walked {
  const [batch, ...sample] = dims ?? [];
  if (dims === undefined || sample.some((dim) => dim === undefined)) {
    throw new InvalidModel(
      "input",
      "its input leaves the shape of a sample open",
      { kind: "export-open-batch" },
    );
  }
  return walk(graph, name, sample as number[], batch, type);
}

function countOperators(graphs: GraphProto[]): Survey["operators"] {
  const counts = new Map<string, number>();
  for (const { node } of graphs) {
    for (const one of node ?? []) {
      const name = operatorName(one);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts].map(([name, count]) => ({ name, count, admitted: OPERATORS.has(name) }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

function endOf({ name, type }: ValueInfoProto, walked: Walked | undefined): End {
  const value = walked?.values.get(name ?? "");
  const [, ...rest] = value?.shape ?? [];
  const follows = walked?.perSample.has(name ?? "");
  return {
    name: name ?? "",
    type: type?.tensorType ? typeName(type.tensorType.elemType ?? undefined) : "not a tensor",
    shape: value ? (follows ? [undefined, ...rest] : value.shape) : declaredShape(type),
  };
}

/** Open dimensions are undefined. */
function declaredShape(type: ValueInfoProto["type"]): End["shape"] {
  return type?.tensorType?.shape?.dim?.map(({ dimParam, dimValue }) =>
    dimParam ? undefined : integer(dimValue) || undefined
  );
}
