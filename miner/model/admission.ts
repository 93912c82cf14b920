/**
 * The admission check: PROTOCOL.md, section 8, before the runtime sees a byte of a stranger's model.
 *
 * @module
 */
import { type CompetitionSpec, featuresOf } from "../dataset/spec.ts";
import {
  decodeModel,
  dimsOf,
  encodeModel,
  integer,
  integersOf,
  type ModelProto,
  type NodeProto,
  product,
  type TensorProto,
  TYPE,
  TYPE_BYTES,
  type ValueInfoProto,
} from "./onnx.ts";
import { infer, type Value } from "./operators.ts";
import { InvalidModel } from "./verdict.ts";

/** A model that may run, and how to run it. */
export interface Admitted {
  /** What the runtime is given: what was checked, encoded anew */
  onnx: Uint8Array<ArrayBuffer>;
  input: string;
  /** Dims of one sample */
  sample: number[];
  /** Rows that the model fixes, if it does */
  fixedBatch: number | undefined;
  output: string;
  /** `labels` are used as they are; `scores` are one a class; `probability` is one column */
  outputKind: "labels" | "scores" | "probability";
  parameters: number;
  /** For one sample */
  multiplyAdds: number;
}

/** More nodes than any model within sensible limits has; the runtime's start grows with them. */
const MOST_NODES = 20_000;
/** Versions of the operators that the engine knows: later ones are announced, not implemented. */
const OLDEST_OPSET = 7;
const NEWEST_OPSET = 23;

/**
 * Checks a model against a spec.
 *
 * @throws InvalidModel with the rule that is broken
 */
export function admit(bytes: Uint8Array, spec: CompetitionSpec): Admitted {
  const model = decodeModel(bytes);
  const graph = model.graph!;
  checkParts(model);
  const nodes = graph.node ?? [];
  const tensors = new Map<string, TensorProto>();
  let parameters = 0;
  for (const tensor of graph.initializer ?? []) {
    const name = tensor.name ?? "";
    if (tensors.has(name)) throw broken("graph", `it has two initializers called "${short(name)}"`);
    parameters += checkTensor(tensor);
    tensors.set(name, tensor);
  }
  for (const node of nodes) parameters += checkAttributes(node);
  if (parameters > spec.limits.parameters) {
    throw new InvalidModel(
      "parameters",
      `it has ${parameters} parameters, the spec allows ${spec.limits.parameters}`,
      "Make the model smaller",
    );
  }
  const input = theInput(graph.input ?? [], tensors);
  const { fixedBatch, sample } = checkInput(input, spec);
  const rows = fixedBatch ?? 1;
  const { work, values } = walk(nodes, tensors, input.name!, [rows, ...sample]);
  const multiplyAdds = Math.ceil(work / rows);
  if (!(multiplyAdds <= spec.limits.multiplyAdds)) {
    throw new InvalidModel(
      "multiply-adds",
      `it needs ${multiplyAdds} multiply-adds a sample, the spec allows ${spec.limits.multiplyAdds}`,
      "Make the model smaller",
    );
  }
  const { output, outputKind } = chooseOutput(graph.output ?? [], values, rows, spec);
  return {
    onnx: encodeModel(model),
    input: input.name!,
    sample,
    fixedBatch,
    output,
    outputKind,
    parameters,
    multiplyAdds,
  };
}

function broken(rule: "graph" | "initializer" | "external-data" | "operator", found: string) {
  return new InvalidModel(rule, found, "Export the model again, and check it with onnx.checker");
}

/** Names of strangers, cut so that a message stays a sentence. */
function short(name: string): string {
  return name.slice(0, 60);
}

function checkParts(model: ModelProto): void {
  const graph = model.graph!;
  if (model.functions?.length) throw broken("operator", "it defines functions of its own");
  if (model.trainingInfo?.length) throw broken("graph", "it carries training information");
  if (graph.sparseInitializer?.length) throw broken("initializer", "it has sparse initializers");
  if ((graph.node ?? []).length > MOST_NODES) {
    throw broken("graph", `it has ${graph.node!.length} nodes, more than ${MOST_NODES}`);
  }
  for (const { domain, version } of model.opsetImport ?? []) {
    if (domain && domain !== "ai.onnx" && domain !== "ai.onnx.ml") {
      throw broken("operator", `it uses the domain ${short(domain)}`);
    }
    const number = integer(version);
    if (domain !== "ai.onnx.ml" && (number < OLDEST_OPSET || number > NEWEST_OPSET)) {
      throw broken(
        "operator",
        `it uses opset ${number}, admitted are ${OLDEST_OPSET} to ${NEWEST_OPSET}`,
      );
    }
  }
}

/** Checks a tensor's place, dims and length; answers how many values it holds. */
function checkTensor(tensor: TensorProto): number {
  const name = short(tensor.name ?? "");
  if (tensor.externalData?.length || tensor.dataLocation) {
    throw new InvalidModel(
      "external-data",
      `its tensor "${name}" keeps its data outside the file`,
      "Export with the weights inside the file",
    );
  }
  const dims = dimsOf(tensor);
  const count = product(dims);
  if (dims.some((dim) => !(dim >= 0)) || !Number.isSafeInteger(count)) {
    throw broken("initializer", `its tensor "${name}" has dims [${dims.join(", ")}]`);
  }
  if (tensor.segment) throw broken("initializer", `its tensor "${name}" is in segments`);
  const width = TYPE_BYTES[tensor.dataType ?? 0];
  if (width === undefined) {
    throw broken("initializer", `its tensor "${name}" has the type ${tensor.dataType}`);
  }
  const raw = tensor.rawData?.length ?? 0;
  const listed = (tensor.floatData?.length ?? 0) + (tensor.int32Data?.length ?? 0) +
    (tensor.int64Data?.length ?? 0) + (tensor.doubleData?.length ?? 0) +
    (tensor.uint64Data?.length ?? 0);
  const fits = listed === 0 ? raw === count * width : raw === 0 && listed === count;
  if (!fits || tensor.stringData?.length) {
    throw broken(
      "initializer",
      `its tensor "${name}" with dims [${dims.join(", ")}] has ${raw || listed} ` +
        `${raw ? "bytes" : "values"}`,
    );
  }
  return count;
}

/** Checks a node's attributes; answers how many values they hold. */
function checkAttributes(node: NodeProto): number {
  let count = 0;
  for (const entry of node.attribute ?? []) {
    const what = `its ${short(node.opType ?? "")} node`;
    if (entry.g || entry.graphs?.length) throw broken("operator", `${what} runs a subgraph`);
    if (entry.sparseTensor || entry.sparseTensors?.length) {
      throw broken("initializer", `${what} has a sparse tensor`);
    }
    if (entry.refAttrName) throw broken("operator", `${what} refers to a function's attribute`);
    if (entry.t) count += checkTensor(entry.t);
    for (const tensor of entry.tensors ?? []) count += checkTensor(tensor);
    count += (entry.floats?.length ?? 0) + (entry.ints?.length ?? 0);
  }
  return count;
}

function theInput(inputs: ValueInfoProto[], tensors: Map<string, TensorProto>): ValueInfoProto {
  // Old exporters list the initializers among the inputs.
  const real = inputs.filter(({ name }) => !tensors.has(name ?? ""));
  if (real.length !== 1 || !real[0]!.name) {
    throw new InvalidModel(
      "input",
      `it takes ${real.length} inputs`,
      "Export a model that takes the samples, and nothing else",
    );
  }
  return real[0]!;
}

/** An input fits when it is a batch of the spec's shape, or of the same values in one row. */
function checkInput(
  input: ValueInfoProto,
  spec: CompetitionSpec,
): { fixedBatch: number | undefined; sample: number[] } {
  const { type, shape } = spec.input;
  const tensor = input.type?.tensorType;
  const shapes = new Set([shape.join(", "), String(featuresOf(spec.input))]);
  const remedy = `Export it for ${type} ${[...shapes].map((dims) => `[N, ${dims}]`).join(" or ")}`;
  const wanted = type === "float32" ? TYPE.float : TYPE.uint8;
  if (tensor?.elemType !== wanted) {
    throw new InvalidModel("input", `its input is not ${type}`, remedy);
  }
  const dims = tensor.shape?.dim?.map((dim) => dim.dimParam ? undefined : integer(dim.dimValue));
  const shown = dims?.map((dim) => dim || "N").join(", ") ?? "any shape";
  const mismatch = new InvalidModel("input", `its input is [${shown}]`, remedy);
  if (dims === undefined) throw mismatch;
  const [batch, ...sample] = dims;
  const whole = sample.length === shape.length && shape.every((dim, i) => sample[i] === dim);
  const flat = sample.length === 1 && sample[0] === featuresOf(spec.input);
  if (!whole && !flat) throw mismatch;
  // 0 and no value both mean that the dimension is open.
  if (batch !== undefined && batch < 0) throw mismatch;
  return { fixedBatch: batch || undefined, sample: sample as number[] };
}

/** Infers every value, in the file's order, which ONNX requires to be the order of running. */
function walk(
  nodes: NodeProto[],
  tensors: Map<string, TensorProto>,
  input: string,
  shape: number[],
): { work: number; values: Map<string, Value> } {
  const values = new Map<string, Value>();
  for (const [name, tensor] of tensors) {
    values.set(name, { shape: dimsOf(tensor), integers: integersOf(tensor) });
  }
  values.set(input, { shape });
  let work = 0;
  for (const node of nodes) {
    const inputs = (node.input ?? []).map((name) => {
      if (name === "") return undefined;
      const value = values.get(name);
      if (value === undefined) {
        throw broken("graph", `its ${node.opType} node takes "${short(name)}", which is not there`);
      }
      return value;
    });
    const inferred = infer(node, inputs);
    work += inferred.work;
    (node.output ?? []).forEach((name, index) => {
      if (name === "") return;
      if (values.has(name)) throw broken("graph", `two values are called "${short(name)}"`);
      const output = inferred.outputs[index];
      if (output) values.set(name, output);
    });
  }
  return { work, values };
}

/** The first int64 output with a label a row, else the first float one: section 8. */
function chooseOutput(
  outputs: ValueInfoProto[],
  values: Map<string, Value>,
  rows: number,
  spec: CompetitionSpec,
): Pick<Admitted, "output" | "outputKind"> {
  for (const wanted of [TYPE.int64, TYPE.float]) {
    for (const { name, type } of outputs) {
      const value = values.get(name ?? "");
      if (value === undefined || type?.tensorType?.elemType !== wanted) continue;
      const columns = product(value.shape.slice(1));
      if (value.shape[0] !== rows || value.shape.length > 2) continue;
      if (wanted === TYPE.int64) {
        if (columns === 1) return { output: name!, outputKind: "labels" };
      } else if (columns === 1 && spec.test.classes === 2) {
        return { output: name!, outputKind: "probability" };
      } else if (columns === spec.test.classes) {
        return { output: name!, outputKind: "scores" };
      }
    }
  }
  throw new InvalidModel(
    "output",
    "none of its outputs is an int64 label a row, or a float score for each of the " +
      `${spec.test.classes} classes`,
    `Give int64 [N], or float32 [N, ${spec.test.classes}]`,
  );
}
