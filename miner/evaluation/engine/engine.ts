/**
 * What an inference engine is. There are two: onnxruntime as native code, and onnxruntime as
 * WebAssembly.
 *
 * @module
 */
import { reasonOf } from "../../../protocol/errors.ts";
import type { EngineName } from "../../../protocol/spec/spec.ts";

/** What a session is told about the model's ends. */
export interface SessionPlan {
  /** Name of the one input */
  input: string;
  /** Name of the output that is fetched; the others are not, they may hold what is no tensor */
  output: string;
}

/** What came out of one batch. */
export interface Output {
  type: string;
  /** Shape of the output, the first dimension counts rows */
  dims: readonly number[];
  data: ArrayLike<unknown>;
}

/** A place for a float32 output. */
export interface Room {
  dims: readonly number[];
  data: Float32Array;
}

/** A model ready to run. */
export interface Session {
  /**
   * Runs one batch.
   *
   * @param data `product(dims)` values, row after row
   * @param dims Shape with the batch in front
   * @param room Where the output may be put, for engines that can; its shape is known by then
   */
  run(data: Float32Array | Uint8Array, dims: number[], room?: Room): Promise<Output>;
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

/** Thrown when the machine, not the model, is the reason that an engine gave up. */
export class EngineLimit extends Error {
  override readonly name = "EngineLimit";
}

/** Thrown when an engine cannot go on: its process must end. */
export class EngineBroken extends Error {
  override readonly name = "EngineBroken";
}

/** onnxruntime's words for an allocation that failed, in either engine. */
const OUT_OF_MEMORY =
  /std::bad_alloc|bad_alloc|Failed to allocate memory|Available memory of \d+ is smaller than/;

/**
 * Tells a failure of the model (every miner sees the same one) from a failure of the machine.
 *
 * onnxruntime quotes the model's own node names in front of `Status Message:`; only what follows
 * is read, so that a node cannot be named for the error its author wants.
 */
export function isMachineFailure(error: unknown): boolean {
  if (error instanceof RangeError) return true;
  const text = reasonOf(error);
  return OUT_OF_MEMORY.test(text.slice(text.lastIndexOf("Status Message:") + 1));
}
