/**
 * Facts about a model, without judging it: for people who inspect a file.
 *
 * @module
 */
import { readModel } from "./admission.ts";
import { forExporter } from "./exporter.ts";
import { type ModelInput, theInput } from "./check_input.ts";
import { walk, type Walked } from "./graph_walk.ts";
import { type DecodedModel, integer, type ValueInfoProto } from "./onnx.ts";
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
  opsets: { domain: string; version: number }[];
  operators: { name: string; count: number; admitted: boolean }[];
  parameters: number;
  input: End | undefined;
  outputs: End[];
  /** For one sample */
  multiplyAdds: number | undefined;
  /** Values that its nodes produce for one sample */
  made: number | undefined;
  problem: InvalidModel | undefined;
}

const TYPE_NAMES: Record<number, string> = {
  1: "float32",
  2: "uint8",
  3: "int8",
  6: "int32",
  7: "int64",
  8: "string",
  9: "bool",
  10: "float16",
  11: "double",
};

/**
 * Surveys a file.
 *
 * @throws InvalidModel if it is too broken to be described
 */
export function survey(onnx: Uint8Array): Survey {
  const { model, graph, parameters } = readModel(onnx);
  const problems: InvalidModel[] = [];
  const input = unless(problems, () => theInput(graph));
  const walked = input && unless(problems, () => walkAsIs(graph, input));
  return {
    producer: `${model.producerName ?? ""} ${model.producerVersion ?? ""}`.trim(),
    opsets: (model.opsetImport ?? []).map(({ domain, version }) => ({
      domain: domain || "ai.onnx",
      version: integer(version),
    })),
    operators: countOperators(model),
    parameters,
    input: input && { name: input.name, type: typeName(input.type), shape: input.dims },
    outputs: (graph.output ?? []).map((value) => endOf(value, walked)),
    multiplyAdds: walked?.multiplyAdds,
    made: walked?.made,
    problem: problems[0] && forExporter(problems[0], model),
  };
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

function countOperators({ graph }: DecodedModel): Survey["operators"] {
  const counts = new Map<string, number>();
  for (const node of graph.node ?? []) {
    const name = operatorName(node);
    counts.set(name, (counts.get(name) ?? 0) + 1);
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
    shape: value && (follows ? [undefined, ...rest] : value.shape),
  };
}

function typeName(type: number | undefined): string {
  return TYPE_NAMES[type ?? 0] ?? `type ${type}`;
}
