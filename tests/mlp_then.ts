/**
 * The MLP of the examples with other ends: exports whose labels or scores are not those that were
 * meant.
 *
 * @module
 */
import { decodeModel, encodeModel, type NodeProto, TYPE } from "../miner/model/onnx.ts";

const MLP = await Deno.readFile(new URL("../examples/models/mlp.onnx", import.meta.url));

/** From its logits to labels. */
export const ARG_MAX: NodeProto = {
  opType: "ArgMax",
  input: ["logits"],
  output: ["best"],
  attribute: [{ name: "axis", type: 2, i: 1 }, { name: "keepdims", type: 2, i: 0 }],
};

/** The example, with nodes after its logits whose result is its first output. */
export function mlpThen(
  nodes: NodeProto[],
  [name, elemType, columns]: [string, number, number?],
  { constant, keep = false }: { constant?: [name: string, values: number[]]; keep?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const model = decodeModel(MLP);
  const { graph } = model;
  graph.node?.push(...nodes);
  if (constant) {
    const [name, values] = constant;
    const wide = columns !== undefined;
    graph.initializer?.push({
      name,
      dims: wide ? [values.length, 1] : [],
      dataType: wide ? TYPE.float : TYPE.int64,
      rawData: new Uint8Array(
        wide ? Float32Array.from(values).buffer : BigInt64Array.from(values, BigInt).buffer,
      ),
    });
  }
  const dim = [{ dimParam: "n" }, ...(columns === undefined ? [] : [{ dimValue: columns }])];
  const output = { name, type: { tensorType: { elemType, shape: { dim } } } };
  graph.output = keep ? [output, ...graph.output ?? []] : [output];
  return encodeModel(model);
}

/** The example's labels, each one too high. */
export function oneBased(): Uint8Array<ArrayBuffer> {
  return mlpThen([ARG_MAX, { opType: "Add", input: ["best", "one"], output: ["label"] }], [
    "label",
    TYPE.int64,
  ], { constant: ["one", [1]] });
}
