/**
 * Models with coarser weights: float16, or int8 with one scale per channel. Only the weights
 * change, and the graph stays plain ONNX: a Cast (and a Mul) before each, which the engine computes
 * once, when it loads. So every engine computes in float32, and with the same weights on every
 * machine.
 *
 * @module
 */
import {
  decodeModel,
  dimsOf,
  encodeModel,
  type GraphProto,
  integerAttribute,
  type NodeProto,
  product,
  type TensorProto,
  TYPE,
  TYPE_BYTES,
} from "./onnx.ts";
import { float16Tensor, float32Of, float32Tensor } from "./weight_data.ts";

/** The result for a model. */
export interface Smaller {
  onnx: Uint8Array<ArrayBuffer>;
  /** Tensors that were changed */
  tensors: number;
  /** Values in them */
  values: number;
}

/** A tensor with fewer values costs more in nodes than it saves. */
const FEWEST = 64;
/** The largest float16. */
const FLOAT16_MAX = 65_504;
/** The steps of an int8, as many below zero as above. */
const STEPS = 127;
/**
 * A channel's step is at least this share of its root mean square. Finer steps would only encode
 * noise: a step of a fifteenth adds an error of 1.9 % of the weights' own spread.
 */
const FINEST = 1 / 15;

/**
 * Rounds every float tensor of some size to float16. Tensors with values beyond its range stay
 * unchanged.
 */
export function withFloat16(file: Uint8Array): Smaller {
  return changed(file, (tensor) => {
    const values = float32Of(tensor);
    if (values === undefined || values.length < FEWEST) return undefined;
    if (!values.every((value) => Math.abs(value) <= FLOAT16_MAX)) return undefined;
    const name = `${tensor.name}_float16`;
    return {
      tensors: [float16Tensor(name, dimsOf(tensor), values)],
      nodes: [castNode(name, tensor.name ?? "")],
    };
  });
}

/**
 * Rounds the weights of layers to int8, symmetric around zero, with one scale per output channel.
 * Biases and normalisations stay unchanged.
 */
export function withInt8(file: Uint8Array): Smaller {
  const layers = channelAxes(decodeModel(file).graph);
  return changed(file, (tensor) => {
    const axis = layers.get(tensor.name ?? "");
    const values = float32Of(tensor);
    const dims = dimsOf(tensor);
    if (axis === undefined || values === undefined || values.length < FEWEST) return undefined;
    if (dims.length < 2 || !values.every(Number.isFinite)) return undefined;
    const { steps, scales } = quantized(values, dims, axis);
    const nameOf = (end: string) => `${tensor.name}_${end}`;
    const [name, scaleName, castName] = [nameOf("int8"), nameOf("scale"), nameOf("steps")];
    const scaleDims = dims.map((dim, i) => (i === axis ? dim : 1));
    return {
      tensors: [
        { name, dims, dataType: TYPE.int8, rawData: new Uint8Array(steps.buffer) },
        float32Tensor(scaleName, scaleDims, scales),
      ],
      nodes: [
        castNode(name, castName),
        { opType: "Mul", input: [castName, scaleName], output: [tensor.name ?? ""] },
      ],
    };
  });
}

function castNode(input: string, output: string): NodeProto {
  const to = { name: "to", type: 2, i: TYPE.float };
  return { opType: "Cast", input: [input], output: [output], attribute: [to] };
}

type Replacement = { tensors: TensorProto[]; nodes: NodeProto[] };

/** Replaces initializers by nodes that compute them. */
function changed(
  file: Uint8Array,
  replace: (tensor: TensorProto) => Replacement | undefined,
): Smaller {
  const model = decodeModel(file);
  const { graph } = model;
  const nodes: NodeProto[] = [];
  const replaced = new Set<string>();
  let values = 0;
  graph.initializer = (graph.initializer ?? []).flatMap((tensor) => {
    const replacement = replace(tensor);
    if (replacement === undefined) return [tensor];
    nodes.push(...replacement.nodes);
    replaced.add(tensor.name ?? "");
    values += product(dimsOf(tensor));
    return replacement.tensors;
  });
  // Adjacent bytes share a code when they are packed.
  const order = (tensor: TensorProto) => TYPE_BYTES[tensor.dataType ?? 0] ?? 0;
  graph.initializer.sort((a, b) => order(a) - order(b));
  graph.node = [...nodes, ...graph.node ?? []];
  // Old exporters list the initializers among the inputs; a value has one source.
  graph.input = (graph.input ?? []).filter(({ name }) => !replaced.has(name ?? ""));
  shortenNames(graph);
  return { onnx: encodeModel(model), tensors: replaced.size, values };
}

/** Names of inner values are for people, who have the original model. */
function shortenNames(graph: GraphProto): void {
  const names = new Map<string, string>([["", ""]]);
  for (const { name } of [...graph.input ?? [], ...graph.output ?? []]) {
    if (name) names.set(name, name);
  }
  const taken = new Set(names.values());
  let next = 0;
  const short = (given: string | null | undefined) => {
    const name = given ?? "";
    const known = names.get(name);
    if (known !== undefined) return known;
    let made = (next++).toString(36);
    while (taken.has(made)) made = (next++).toString(36);
    names.set(name, made);
    return made;
  };
  for (const tensor of graph.initializer ?? []) tensor.name = short(tensor.name);
  for (const node of graph.node ?? []) {
    node.input = node.input?.map(short);
    node.output = node.output?.map(short);
    node.name = "";
  }
  graph.valueInfo = [];
}

/** The weights of layers, by name, and the axis of each for its output channels. */
function channelAxes(graph: GraphProto): Map<string, number> {
  const axes = new Map<string, number>();
  const ranks = new Map((graph.initializer ?? []).map((t) => [t.name ?? "", dimsOf(t).length]));
  for (const node of graph.node ?? []) {
    const [, weights = "", recurrence = ""] = node.input ?? [];
    switch (node.opType) {
      case "Conv":
        axes.set(weights, 0);
        break;
      case "ConvTranspose":
        axes.set(weights, 1);
        break;
      case "Gemm":
        axes.set(weights, integerAttribute(node, "transB", 0) === 1 ? 0 : 1);
        break;
      case "MatMul":
        axes.set(weights, (ranks.get(weights) ?? 1) - 1);
        break;
      case "LSTM":
      case "GRU":
      case "RNN":
        axes.set(weights, 1).set(recurrence, 1);
    }
  }
  return axes;
}

/** The nearest multiples of each channel's step. */
function quantized(
  values: Float32Array,
  dims: number[],
  axis: number,
): { steps: Int8Array; scales: number[] } {
  const channels = dims[axis]!;
  const inner = product(dims.slice(axis + 1));
  const channelOf = (i: number) => Math.floor(i / inner) % channels;
  const largest = new Float64Array(channels);
  const squares = new Float64Array(channels);
  values.forEach((value, i) => {
    const channel = channelOf(i);
    largest[channel] = Math.max(largest[channel]!, Math.abs(value));
    squares[channel]! += value * value;
  });
  const perChannel = values.length / channels;
  const scales = Array.from(largest, (most, channel) => {
    const spread = Math.sqrt(squares[channel]! / perChannel);
    return Math.fround(Math.max(most / STEPS, FINEST * spread)) || 1;
  });
  const steps = Int8Array.from(
    values,
    (value, i) => Math.max(-STEPS, Math.min(STEPS, Math.round(value / scales[channelOf(i)]!))),
  );
  return { steps, scales };
}
