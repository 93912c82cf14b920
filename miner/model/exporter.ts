/**
 * Which tool wrote a file, so that advice can say what to change in a call of it.
 *
 * @module
 */
import type { Advice } from "../../protocol/score/advice.ts";
import type { Exporter } from "../../protocol/score/exporters.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import type { ModelProto } from "./onnx.ts";

/** Producers by the start of the name that they write, in lower case. */
const PRODUCERS: readonly (readonly [start: string, exporter: Exporter])[] = [
  ["tf2onnx", "keras"],
  ["keras", "keras"],
  ["skl2onnx", "sklearn"],
  ["onnxmltools", "boosters"],
  ["catboost", "boosters"],
  ["onnx.quantize", "onnxruntime"],
  ["onnxruntime", "onnxruntime"],
];

/** What onnxruntime adds to a model that it saves, whoever wrote it before. */
const RUNTIME_DOMAIN = /^com\.microsoft(\.|$)/;

/** Nodes looked at to distinguish PyTorch's exporters. */
const LOOKED_AT = 100;

/** The tool that wrote a model, by what the file says of itself. */
export function exporterOf({ producerName, opsetImport, graph }: ModelProto): Exporter {
  const producer = (producerName ?? "").toLowerCase();
  if (opsetImport.some(({ domain }) => RUNTIME_DOMAIN.test(domain ?? ""))) return "onnxruntime";
  if (producer.startsWith("pytorch")) {
    // TorchScript's names are paths: /conv1/Conv
    const first = (graph?.node ?? []).slice(0, LOOKED_AT);
    return first.some(({ name }) => name?.startsWith("/")) ? "torchscript" : "torch-dynamo";
  }
  return PRODUCERS.find(([start]) => producer.startsWith(start))?.[1] ?? "unknown";
}

/**
 * Does work on a model; what is wrong with it is thrown with advice for the tool that wrote it.
 *
 * @throws InvalidModel whatever `work` throws
 */
export function advising<T>(model: ModelProto, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof InvalidModel ? forExporter(error, model) : error;
  }
}

/** The same verdict, with advice for the tool that wrote the model. */
export function forExporter(
  { rule, found, advice }: InvalidModel,
  model: ModelProto,
): InvalidModel {
  const fitting: Advice = "exporter" in advice
    ? { ...advice, exporter: exporterOf(model) }
    : advice;
  return new InvalidModel(rule, found, fitting);
}
