/**
 * The input of a model, and whether it accepts the spec's samples.
 *
 * @module
 */
import { featuresOf } from "../../protocol/spec/input_shape.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { type GraphProto, integer, TYPE, type ValueInfoProto } from "./onnx.ts";
import { typeName } from "./type_name.ts";
import { InvalidModel, short } from "../../protocol/score/verdict.ts";

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
  if (!input?.name || others.length > 0) throw notOne(real);
  return declared(input.name, input);
}

/** Names of inputs that are listed: a model of many columns has one for each. */
const MOST_LISTED = 5;

/** tf2onnx makes inputs of constants that a layer holds; their names are paths in the program. */
function notOne(real: ValueInfoProto[]): InvalidModel {
  const list = (inputs: ValueInfoProto[]) =>
    inputs.slice(0, MOST_LISTED).map(({ name }) => `"${short(name ?? "")}"`).join(", ") +
    (inputs.length > MOST_LISTED ? " and others" : "");
  const inside = real.filter(({ name }) => /.\/.*:\d+$/.test(name ?? ""));
  const samples = real.length - inside.length;
  const found = `it takes ${real.length} inputs${real.length > 0 ? `: ${list(real)}` : ""}`;
  if (samples !== 1 || inside.length === 0) {
    return new InvalidModel("input", found, { kind: "one-input", exporter: "unknown" });
  }
  return new InvalidModel(
    "input",
    `it takes ${real.length} inputs, and all but one are constants of its layers: ${list(inside)}`,
    { kind: "constants-inside", exporter: "unknown" },
  );
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
  const advice = {
    kind: "export-input",
    type,
    shape: shape.join(", "),
    values,
    exporter: "unknown",
  } as const;
  const wanted = type === "float32" ? TYPE.float : TYPE.uint8;
  if (input.type !== wanted) {
    throw new InvalidModel(
      "input",
      `its input "${short(input.name)}" is ${typeName(input.type)}, the spec's samples are ${type}`,
      advice,
    );
  }
  const mismatch = new InvalidModel(
    "input",
    `its input "${short(input.name)}" is ${shownInput(input)}`,
    advice,
  );
  if (input.dims === undefined) throw mismatch;
  const [batch, ...sample] = input.dims;
  const fits = (dims: number[]) =>
    sample.length === dims.length && dims.every((dim, i) => (sample[i] ?? dim) === dim);
  const bound = [shape, [values]].find(fits);
  if (input.dims.length === 0 || bound === undefined) throw mismatch;
  if (batch !== undefined && batch < 0) throw mismatch;
  return { fixedBatch: batch, sample: [...bound], inputType: wanted };
}
