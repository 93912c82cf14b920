/**
 * The input of a model, and whether it accepts the spec's samples.
 *
 * @module
 */
import { featuresOf } from "../../protocol/spec/input_shape.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { type GraphProto, integer, TYPE, type ValueInfoProto } from "./onnx.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";

/** An input as the model declares it. */
export interface ModelInput {
  name: string;
  /** TensorProto.DataType; undefined if it is not a tensor */
  type: number | undefined;
  /** The first counts rows; undefined for an open dimension. Without a shape: undefined */
  dims: (number | undefined)[] | undefined;
}

/** The only input that is not an initializer: old exporters list those among the inputs. */
export function theInput(graph: GraphProto): ModelInput {
  const initializers = new Set((graph.initializer ?? []).map(({ name }) => name ?? ""));
  const real = (graph.input ?? []).filter(({ name }) => !initializers.has(name ?? ""));
  const [input, ...others] = real;
  if (!input?.name || others.length > 0) {
    throw new InvalidModel(
      "input",
      `it takes ${real.length} inputs`,
      { kind: "one-input" },
    );
  }
  return declared(input.name, input);
}

function declared(name: string, { type }: ValueInfoProto): ModelInput {
  const tensor = type?.tensorType;
  return {
    name,
    type: tensor?.elemType ?? undefined,
    // 0 and a missing value both mean that the dimension is open.
    dims: tensor?.shape?.dim?.map((dim) =>
      dim.dimParam ? undefined : integer(dim.dimValue) || undefined
    ),
  };
}

/** An input's dims for people. */
export function shownInput({ dims }: ModelInput): string {
  return dims === undefined ? "any shape" : `[${dims.map((dim) => dim ?? "N").join(", ")}]`;
}

/**
 * An input is accepted if it is a batch of the spec's shape, or of the same values in one row. Dims
 * that it leaves open are the spec's.
 */
export function checkInput(
  input: ModelInput,
  spec: CompetitionSpec,
): { fixedBatch: number | undefined; sample: number[]; inputType: number } {
  const { type, shape } = spec.input;
  const values = featuresOf(spec.input);
  const advice = { kind: "export-input", type, shape: shape.join(", "), values } as const;
  const wanted = type === "float32" ? TYPE.float : TYPE.uint8;
  if (input.type !== wanted) {
    throw new InvalidModel("input", `its input is not ${type}`, advice);
  }
  const mismatch = new InvalidModel("input", `its input is ${shownInput(input)}`, advice);
  if (input.dims === undefined) throw mismatch;
  const [batch, ...sample] = input.dims;
  const fits = (dims: number[]) =>
    sample.length === dims.length && dims.every((dim, i) => (sample[i] ?? dim) === dim);
  const bound = [shape, [values]].find(fits);
  if (input.dims.length === 0 || bound === undefined) throw mismatch;
  if (batch !== undefined && batch < 0) throw mismatch;
  return { fixedBatch: batch, sample: [...bound], inputType: wanted };
}
