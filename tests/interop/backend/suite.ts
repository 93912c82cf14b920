/**
 * The backend tests of the PyPI package `onnx`: models of one node or a few, each with inputs and
 * the outputs that it must give.
 *
 * @module
 */
import {
  dimsOf,
  type GraphProto,
  type TensorProto,
  type ValueInfoProto,
} from "../../../miner/model/onnx.ts";
import { readModel } from "../../../miner/model/admission.ts";
import { readTensorProto } from "../../../miner/model/generated/onnx_proto.ts";
import { ModelReader } from "../../../miner/model/model_reader.ts";
import { infer } from "../../../miner/model/operators/table.ts";
import type { Value } from "../../../miner/model/operators/rule.ts";
import { valueOf } from "../../../miner/model/operators/value_of.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";

/**
 * Folders of the package's tests, below onnx/backend/test/data. The models of `light` draw their
 * weights when they run, and `real` has links to downloads.
 */
const FOLDERS = ["node", "simple", "pytorch-converted", "pytorch-operator"];

/** What the walk makes of a test. */
export type Outcome =
  | { kind: "right" }
  | { kind: "wrong"; what: string }
  | { kind: "refused"; rule: string; found: string };

/** Names of the suite's tests, e.g. `node/test_add`, in order. */
export async function testNames(root: string): Promise<string[]> {
  const names: string[] = [];
  for (const folder of FOLDERS) {
    for await (const { name, isDirectory } of Deno.readDir(`${root}/${folder}`)) {
      if (isDirectory) names.push(`${folder}/${name}`);
    }
  }
  return names.sort();
}

/** Infers the outputs of a test's model from its inputs, and compares them with what it must give. */
export async function judge(root: string, name: string): Promise<Outcome> {
  const folder = `${root}/${name}`;
  try {
    const { graph } = readModel(await Deno.readFile(`${folder}/model.onnx`));
    if (inputsOf(graph).some(({ type }) => !type?.tensorType)) {
      return { kind: "refused", rule: "input", found: "its input is not a tensor" };
    }
    const given = await tensorsOf(folder, "input", inputsOf(graph));
    const values = walkAll(graph, given);
    const wanted = await tensorsOf(folder, "output", graph.output ?? []);
    const wrong = [...wanted].flatMap(([output, tensor]) => difference(output, tensor, values));
    return wrong.length === 0 ? { kind: "right" } : { kind: "wrong", what: wrong.join("; ") };
  } catch (error) {
    if (!(error instanceof InvalidModel)) throw error;
    return { kind: "refused", rule: error.rule, found: error.found };
  }
}

function inputsOf(graph: GraphProto): ValueInfoProto[] {
  const constants = new Set((graph.initializer ?? []).map(({ name }) => name));
  return (graph.input ?? []).filter(({ name }) => !constants.has(name));
}

/** The tensors of a test's first data set, by the names of the graph's inputs or outputs. */
async function tensorsOf(
  folder: string,
  which: "input" | "output",
  ends: ValueInfoProto[],
): Promise<Map<string, TensorProto>> {
  const found = new Map<string, TensorProto>();
  for (const [index, { name, type }] of ends.entries()) {
    if (!type?.tensorType) continue;
    const bytes = await read(`${folder}/test_data_set_0/${which}_${index}.pb`);
    if (bytes) found.set(name ?? "", readTensorProto(new ModelReader(bytes)));
  }
  return found;
}

async function read(path: string): Promise<Uint8Array | undefined> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Every value of a graph, with all its inputs known. */
function walkAll(graph: GraphProto, inputs: Map<string, TensorProto>): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const tensor of graph.initializer ?? []) values.set(tensor.name ?? "", valueOf(tensor));
  for (const [name, tensor] of inputs) values.set(name, valueOf(tensor));
  for (const node of graph.node ?? []) {
    const { outputs } = infer(node, (node.input ?? []).map((name) => values.get(name)));
    (node.output ?? []).forEach((name, index) => {
      const output = outputs[index];
      if (name !== "" && output) values.set(name, output);
    });
  }
  return values;
}

function difference(name: string, tensor: TensorProto, values: Map<string, Value>): string[] {
  const found = values.get(name);
  if (found === undefined) return [`${name} is missing`];
  const dims = dimsOf(tensor);
  const wrong: string[] = [];
  if (String(found.shape) !== String(dims)) {
    wrong.push(`${name} is [${found.shape}], not [${dims}]`);
  }
  if (found.type !== (tensor.dataType ?? undefined)) {
    wrong.push(`${name} has the type ${found.type}, not ${tensor.dataType}`);
  }
  return wrong;
}
