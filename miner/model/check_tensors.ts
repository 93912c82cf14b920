/**
 * Tensors inside the file: where their bytes are, and whether their number matches the dims.
 *
 * @module
 */
import { dimsOf, type NodeProto, product, type TensorProto, TYPE, TYPE_BYTES } from "./onnx.ts";
import { typeName } from "./type_name.ts";
import { MOST_DIMS } from "./operators/rule.ts";
import { broken, InvalidModel, short } from "../../protocol/score/verdict.ts";

/** What exporters write for recurrent layers and k-NN. */
const LOOPS = new Set(["Loop", "Scan"]);

/** Checks a tensor's place, dims and length; returns the number of its values. */
export function checkTensor(tensor: TensorProto): number {
  const name = short(tensor.name ?? "");
  if (tensor.externalData?.length || tensor.dataLocation) {
    throw new InvalidModel(
      "external-data",
      `its tensor "${name}" keeps its data outside the file`,
      { kind: "weights-inside", exporter: "unknown" },
    );
  }
  const dims = dimsOf(tensor);
  const count = product(dims);
  if (
    dims.length > MOST_DIMS || dims.some((dim) => !(dim >= 0)) || !Number.isSafeInteger(count)
  ) {
    throw broken("initializer", `its tensor "${name}" has dims [${shownDims(dims)}]`);
  }
  if (tensor.segment) throw broken("initializer", `its tensor "${name}" is in segments`);
  const width = TYPE_BYTES[tensor.dataType ?? 0];
  if (width === undefined) {
    throw new InvalidModel(
      "initializer",
      `its tensor "${name}" has the type ${typeName(tensor.dataType)}`,
      { kind: tensor.dataType === TYPE.string ? "train-on-numbers" : "cast-to-float32" },
    );
  }
  const raw = tensor.rawData?.length ?? 0;
  const listed = (tensor.floatData?.length ?? 0) + (tensor.int32Data?.length ?? 0) +
    (tensor.int64Data?.length ?? 0) + (tensor.doubleData?.length ?? 0) +
    (tensor.uint64Data?.length ?? 0);
  const fits = listed === 0 ? raw === count * width : raw === 0 && listed === count;
  if (!fits || tensor.stringData?.length) {
    throw broken(
      "initializer",
      `its tensor "${name}" with dims [${shownDims(dims)}] has ${raw || listed} ` +
        `${raw ? "bytes" : "values"}`,
    );
  }
  return count;
}

function shownDims(dims: number[]): string {
  return dims.slice(0, 8).join(", ");
}

/** Checks a node's attributes; returns the number of their values. */
export function checkAttributes(node: NodeProto): number {
  let count = 0;
  const names = new Set<string>();
  for (const entry of node.attribute ?? []) {
    const what = `its ${short(node.opType ?? "")} node`;
    if (entry.g || entry.graphs?.length) {
      throw runsGraph(node);
    }
    if (entry.sparseTensor || entry.sparseTensors?.length) {
      const found = `${what} has a sparse tensor`;
      throw new InvalidModel("initializer", found, { kind: "dense-tensors" });
    }
    if (entry.refAttrName) {
      const found = `${what} refers to a function's attribute`;
      throw new InvalidModel("operator", found, { kind: "inline-functions" });
    }
    if (entry.tp || entry.typeProtos?.length) throw broken("graph", `${what} has a type within`);
    const name = entry.name ?? "";
    if (names.has(name)) throw broken("graph", `${what} has the attribute "${short(name)}" twice`);
    names.add(name);
    if (entry.t) count += checkTensor(entry.t);
    for (const tensor of entry.tensors ?? []) count += checkTensor(tensor);
    count += (entry.floats?.length ?? 0) + (entry.ints?.length ?? 0);
  }
  return count;
}

function runsGraph({ opType = "" }: NodeProto): InvalidModel {
  const operator = short(opType ?? "");
  return new InvalidModel(
    "operator",
    `its ${operator} node runs a subgraph`,
    LOOPS.has(operator)
      ? { kind: "without-loops", exporter: "unknown" }
      : { kind: "replace-operator", operator, exporter: "unknown" },
  );
}
