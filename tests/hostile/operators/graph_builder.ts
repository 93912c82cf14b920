/**
 * Building a model around one operator. Its values are not constants, which an engine would compute
 * when it loads: the samples are indices, and every value is gathered from a table by them.
 *
 * @module
 */
import {
  type AttributeProto,
  type NodeProto,
  product,
  type TensorProto,
  TYPE,
} from "../../../miner/model/onnx.ts";
import { attr, encode, end, integers, node } from "../build.ts";
import { pick, type Random } from "../mutate.ts";
import { tensor, value, type Wildness } from "./numbers.ts";

/** Values of a sample. */
export const COLUMNS = 24;
/** Values of a table: a sample's values are whole numbers below. */
export const TABLE = 32;

/** A value of the graph. */
export interface Ref {
  name: string;
  type: number;
}

export type Attribute = AttributeProto;

export class GraphBuilder {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  #names = 0;

  constructor(readonly next: Random, readonly opset: number) {}

  /** One of a list. */
  any<T>(list: readonly T[]): T {
    return pick(this.next, list);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number from `low` to `high`. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  #name(): string {
    return `v${this.#names++}`;
  }

  /** A node, and its first output, of this type. */
  add(op: string, inputs: (Ref | undefined)[], type: number, attributes: Attribute[] = []): Ref {
    return this.outputs(op, inputs, [type], attributes)[0]!;
  }

  /** A node and its outputs, of these types. */
  outputs(
    op: string,
    inputs: (Ref | undefined)[],
    types: number[],
    attributes: Attribute[] = [],
  ): Ref[] {
    const [opType, domain] = op.split("/").reverse();
    const refs = types.map((type) => ({ name: this.#name(), type }));
    const names = inputs.map((input) => input?.name ?? "");
    this.nodes.push(node(opType!, names, refs.map(({ name }) => name), attributes, domain));
    return refs;
  }

  /** A constant that is known. */
  constant(type: number, dims: number[], values: readonly (number | bigint)[]): Ref {
    const name = this.#name();
    this.initializers.push(tensor(name, type, dims, values));
    return { name, type };
  }

  integers(...values: number[]): Ref {
    const name = this.#name();
    this.initializers.push(integers(name, values));
    return { name, type: TYPE.int64 };
  }

  /** A constant of odd numbers. */
  fixed(type: number, dims: number[], wildness: Wildness = "wild"): Ref {
    return this.constant(
      type,
      dims,
      Array.from({ length: product(dims) }, () => value(this.next, type, wildness)),
    );
  }

  /** A value of `[n, …dims]`, of odd numbers that follow from the samples. */
  given(type: number, dims: number[], wildness: Wildness = "wild"): Ref {
    const columns = this.integers(
      ...Array.from({ length: product(dims) }, () => this.between(0, COLUMNS - 1)),
    );
    const picked = this.add(
      "Gather",
      [{ name: "samples", type: TYPE.float }, columns],
      TYPE.float,
      [
        attr.int("axis", 1),
      ],
    );
    const index = this.add("Cast", [picked], TYPE.int64, [attr.int("to", TYPE.int64)]);
    const values = this.add("Gather", [this.fixed(type, [TABLE], wildness), index], type);
    return this.reshape(values, [0, ...dims]);
  }

  reshape(value: Ref, dims: number[]): Ref {
    return this.add("Reshape", [value, this.integers(...dims)], value.type);
  }

  /** The model whose scores are a value of `[n, …]`, for a batch of any size or of one. */
  model(result: Ref, batch: string | number = "n"): Uint8Array {
    let scores = this.add("Flatten", [this.#asFloat(result)], TYPE.float);
    scores = this.add("Concat", [scores, scores], TYPE.float, [attr.int("axis", 1)]);
    return encode({
      irVersion: 8,
      opsetImport: [
        { domain: "", version: this.opset },
        ...(this.nodes.some(({ domain }) => domain) ? [{ domain: "ai.onnx.ml", version: 3 }] : []),
      ],
      graph: {
        name: "operator",
        node: this.nodes,
        initializer: this.initializers,
        input: [end("samples", TYPE.float, [batch, COLUMNS])],
        output: [end(scores.name, TYPE.float, [batch, "scores"])],
      },
    });
  }

  #asFloat(value: Ref): Ref {
    if (value.type === TYPE.float) return value;
    return this.add("Cast", [value], TYPE.float, [attr.int("to", TYPE.float)]);
  }
}
