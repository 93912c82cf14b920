/**
 * Adding nodes to a checked graph.
 *
 * @module
 */
import {
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  TYPE,
} from "../onnx.ts";

/** Adds nodes and constants to a graph, in the order of execution, under unused names. */
export class GraphEditor {
  readonly nodes: NodeProto[] = [];
  readonly constants: TensorProto[] = [];
  readonly #prefix: string;
  #count = 0;

  constructor(graph: GraphProto, readonly opset: number) {
    const names = [
      ...(graph.input ?? []).map(({ name }) => name ?? ""),
      ...(graph.initializer ?? []).map(({ name }) => name ?? ""),
      ...(graph.node ?? []).flatMap(({ input, output }) => [...input ?? [], ...output ?? []]),
    ];
    const slashes = names.map((name) => /^deml(\/*)/.exec(name)?.[1]?.length ?? 0);
    const most = slashes.reduce((most, count) => Math.max(most, count), 0);
    this.#prefix = `deml${"/".repeat(most + 1)}`;
  }

  /** An unused name. */
  name(): string {
    return `${this.#prefix}${this.#count++}`;
  }

  /** Adds a node of ai.onnx; returns the name of its output. */
  add(opType: string, input: string[], attribute: AttributeProto[] = []): string {
    const output = this.name();
    this.nodes.push({ opType, input, output: [output], attribute });
    return output;
  }

  cast(value: string, to: number): string {
    return this.add("Cast", [value], [{ name: "to", type: 2, i: to }]);
  }

  /** A single number, float32 or double. */
  float(type: number, value: number): string {
    const data = type === TYPE.double ? { doubleData: [value] } : { floatData: [value] };
    return this.#constant({ dims: [], dataType: type, ...data });
  }

  /** A single whole number. */
  integer(value: number): string {
    return this.#constant({ dims: [], dataType: TYPE.int64, int64Data: [value] });
  }

  /** A list of whole numbers. */
  integers(values: number[]): string {
    return this.#constant({ dims: [values.length], dataType: TYPE.int64, int64Data: values });
  }

  /** uint8 or int8 numbers. */
  bytes(values: Uint8Array, dims: number[], dataType: number): string {
    return this.#constant({ dims, dataType, rawData: values });
  }

  #constant(tensor: TensorProto): string {
    const name = this.name();
    this.constants.push({ name, ...tensor });
    return name;
  }
}
