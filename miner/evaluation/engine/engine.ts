/**
 * The interface of an inference engine. There are two: onnxruntime as native code, and onnxruntime
 * as WebAssembly.
 *
 * @module
 */
import { reasonOf } from "../../../protocol/errors.ts";
import type { EngineName } from "../../../protocol/spec/spec.ts";

/** The model's input and output, for a session. */
export interface SessionPlan {
  /** Name of the input */
  input: string;
  /** Name of the output that is fetched; others may not be tensors */
  output: string;
}

/** The output of one batch. */
export interface Output {
  type: string;
  /** Shape of the output, the first dimension counts rows */
  dims: readonly number[];
  data: ArrayLike<unknown>;
}

/** A model ready to run. */
export interface Session {
  /**
   * Runs one batch.
   *
   * @param data `product(dims)` values, row after row
   * @param dims Shape, the batch first
   */
  run(data: Float32Array | Uint8Array, dims: number[]): Promise<Output>;
  release(): Promise<void>;
}

/** An inference engine. */
export interface Engine {
  name: EngineName;
  /** Version of onnxruntime */
  version: string;
  load(onnx: Uint8Array, plan: SessionPlan): Promise<Session>;
}

/** The engines, the default first. */
export const ENGINES: readonly EngineName[] = ["native", "wasm"];

/** Thrown if an engine gave up because of the machine, not the model. */
export class EngineLimit extends Error {
  override readonly name = "EngineLimit";
}

/** Thrown if an engine cannot continue: its process must end. */
export class EngineBroken extends Error {
  override readonly name = "EngineBroken";
}

/** onnxruntime's words for a failed allocation, in either engine. */
const OUT_OF_MEMORY =
  /std::bad_alloc|bad_alloc|Failed to allocate memory|Available memory of \d+ is smaller than/;

/**
 * Distinguishes a failure of the model (the same for every miner) from a failure of the machine.
 *
 * onnxruntime quotes the model's own node names before `Status Message:`; only the text after it is
 * read, so that a node's name cannot fake an error.
 */
export function isMachineFailure(error: unknown): boolean {
  if (error instanceof RangeError) return true;
  const text = reasonOf(error);
  return OUT_OF_MEMORY.test(text.slice(text.lastIndexOf("Status Message:") + 1));
}
