/**
 * The admission check: PROTOCOL.md, section 8, before the runtime sees a byte of an untrusted
 * model.
 *
 * @module
 */
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { checkInput, theInput } from "./check_input.ts";
import { checkParts } from "./check_parts.ts";
import { checkAttributes, checkTensor } from "./check_tensors.ts";
import { labelsIn } from "../../protocol/spec/part.ts";
import { metricNamed } from "../../protocol/score/metrics.ts";
import { chooseOutput, type OutputKind } from "./choose_output.ts";
import { checkDeclared, LARGEST_BATCH, walk, type Walked } from "./graph_walk.ts";
import { type DecodedModel, decodeModel, encodeModel, type GraphProto } from "./onnx.ts";
import { coreOpset, portable } from "./portable/portable.ts";
import { passedOver } from "./passed_over.ts";
import { prune } from "./prune.ts";
import { checkIndependence } from "./independence/independence.ts";
import type { PassedOver } from "../../protocol/score/hints.ts";
import { advising } from "./exporter.ts";
import { locating } from "./locate.ts";
import { broken, InvalidModel, short } from "../../protocol/score/verdict.ts";

/** A model that may run, and how to run it. */
export interface Admitted {
  /** The input of the runtime: the checked model, without parts that the output does not need */
  onnx: Uint8Array<ArrayBuffer>;
  input: string;
  /** Dims of one sample */
  sample: number[];
  /** Rows of each batch, if the model fixes them; 1 if it may only see one sample at a time */
  fixedBatch: number | undefined;
  output: string;
  /** `labels` are used unchanged; `scores` are one per class; `probability` is one column */
  outputKind: OutputKind;
  /** Outputs that are not read because of their type */
  passedOver: PassedOver[];
  parameters: number;
  /** For one sample */
  multiplyAdds: number;
  /** Values that its nodes produce for one sample, or for a whole fixed batch */
  made: number;
}

/**
 * The most values that the nodes of a model may produce, for one sample or for a fixed batch: 256
 * MB of float32. ResNet-50 produces 11 million for an image of 224 × 224.
 */
export const MOST_VALUES = 2 ** 26;

/**
 * Checks a model against a spec.
 *
 * @throws InvalidModel with the rule that is broken
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { mnistSpec } from "../dataset/mnist_spec.ts";
 * import { admit } from "./admission.ts";
 * import { InvalidModel } from "../../protocol/score/verdict.ts";
 *
 * const onnx = await Deno.readFile(
 *   new URL("../../examples/models/logreg.onnx", import.meta.url),
 * );
 * const admitted = admit(onnx, mnistSpec());
 * assertEquals(admitted.parameters, 7_860); // 784 × 10 weights, 10 biases, 10 labels
 *
 * const strict = mnistSpec(undefined, { parameters: 5_000 });
 * assertEquals(assertThrows(() => admit(onnx, strict), InvalidModel).rule, "parameters");
 * ```
 */
export function admit(bytes: Uint8Array, spec: CompetitionSpec): Admitted {
  const read = readModel(bytes);
  return advising(read.model, () => admitRead(read, spec));
}

/** A model whose parts, tensors and names were checked. */
interface ReadModel {
  model: DecodedModel;
  graph: GraphProto;
  parameters: number;
}

function admitRead({ model, graph, parameters }: ReadModel, spec: CompetitionSpec): Admitted {
  const { limits } = spec;
  const classes = labelsIn(spec, "test");
  const { reads } = metricNamed(spec.metric);
  if (parameters > limits.parameters) {
    throw new InvalidModel(
      "parameters",
      `it has ${parameters} parameters, the spec allows ${limits.parameters}`,
      { kind: "shrink" },
    );
  }
  const input = theInput(graph);
  const { fixedBatch, sample, inputType } = checkInput(input, spec);
  if ((fixedBatch ?? 0) > LARGEST_BATCH) {
    throw new InvalidModel(
      "memory",
      `its batch is fixed at ${fixedBatch}, at most ${LARGEST_BATCH} samples are admitted`,
      { kind: "shrink-or-open-batch" },
    );
  }
  const walked = walk(graph, input.name, sample, fixedBatch, input.type);
  checkCost(walked, limits.multiplyAdds);
  const outputs = graph.output ?? [];
  checkDeclared(outputs, walked.values);
  const chosen = chooseOutput(outputs, walked, classes, reads);
  const open = { input: input.name, inputType, sample, ...chosen };
  const { graph: needed } = prune(model, { ...open, fixedBatch });
  const { samples, oneByOne } = checkIndependence({
    graph: needed,
    walked,
    input: input.name,
    output: chosen.output,
    opset: coreOpset(model),
  });
  const ends = { ...open, fixedBatch: oneByOne ? 1 : fixedBatch };
  return {
    onnx: encodeModel(portable(prune(model, ends), ends, walked.values, samples)),
    ...ends,
    passedOver: passedOver(outputs, walked, classes, reads),
    parameters,
    multiplyAdds: walked.multiplyAdds,
    made: walked.made,
  };
}

/** Reads a file and checks what does not depend on a spec: its parts, tensors and names. */
export function readModel(bytes: Uint8Array): ReadModel {
  const model = decodeModel(bytes);
  return advising(model, () => checkModel(model));
}

function checkModel(model: DecodedModel): ReadModel {
  const { graph } = model;
  checkParts(model);
  let parameters = 0;
  const names = new Set<string>();
  for (const tensor of graph.initializer ?? []) {
    const name = tensor.name ?? "";
    if (names.has(name)) throw broken("graph", `it has two initializers called "${short(name)}"`);
    names.add(name);
    parameters += checkTensor(tensor);
  }
  for (const node of graph.node ?? []) {
    parameters += locating(node, () => checkAttributes(node));
  }
  return { model, graph, parameters };
}

function checkCost({ multiplyAdds, made }: Walked, limit: number): void {
  if (!(multiplyAdds <= limit)) {
    throw new InvalidModel(
      "multiply-adds",
      `it needs ${multiplyAdds} multiply-adds per sample, the spec allows ${limit}`,
      { kind: "shrink" },
    );
  }
  if (!(made <= MOST_VALUES)) {
    throw new InvalidModel(
      "memory",
      `its nodes produce ${made} values at once, ${MOST_VALUES} are allowed`,
      { kind: "shrink-or-open-batch" },
    );
  }
}
