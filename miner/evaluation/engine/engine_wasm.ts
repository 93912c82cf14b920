/**
 * The WASM engine: onnxruntime-web on one thread, in V8's own sandbox, without a line of native
 * code and so without the permission `ffi`.
 *
 * Its bits are the same on every processor: WebAssembly defines every operation except the bits of
 * a NaN, and the two exceptions are excluded. Threads would let sums change their order, and two of
 * them crash under Deno; relaxed SIMD may round differently per processor, and `simd: true` selects
 * the build without it.
 *
 * The module itself, 14 MB, is a file of its package: the compile script embeds it, a page fetches it.
 *
 * @module
 */
import {
  type Engine,
  EngineBroken,
  type Output,
  type Session,
  type SessionPlan,
} from "./engine.ts";
import { smallestModel } from "./smallest_model.ts";

/**
 * Compiles the module and returns the engine; nothing is read or fetched afterwards.
 *
 * @param binary onnxruntime-web's ort-wasm-simd-threaded.wasm
 */
export async function openWasmEngine(binary: Uint8Array<ArrayBuffer>): Promise<Engine> {
  const ort = await import("onnxruntime-web/wasm");
  const { wasm } = ort.env;
  wasm.wasmBinary = binary;
  wasm.numThreads = 1;
  wasm.simd = true;
  wasm.proxy = false;
  // An untrusted model would decide what is logged.
  ort.env.logLevel = "fatal";
  // The first session compiles the module, and permissions are dropped before the first real one.
  const { onnx, plan } = smallestModel();
  const first = await load(ort, onnx, plan);
  await first.release();
  return {
    name: "wasm",
    version: ort.env.versions.web ?? ort.env.versions.common,
    load: (onnx, plan) => load(ort, onnx, plan),
  };
}

type Ort = typeof import("onnxruntime-web/wasm");

async function load(ort: Ort, onnx: Uint8Array, plan: SessionPlan): Promise<Session> {
  const session = await guarded(() =>
    ort.InferenceSession.create(onnx, {
      executionProviders: ["wasm"],
      graphOptimizationLevel: "all",
      executionMode: "sequential",
      logSeverityLevel: 4,
    })
  );
  return {
    run: async (data, dims) => {
      const tensor = data instanceof Float32Array
        ? new ort.Tensor("float32", data, dims)
        : new ort.Tensor("uint8", data, dims);
      const outputs = await guarded(() => session.run({ [plan.input]: tensor }, [plan.output]));
      return outputs[plan.output] as unknown as Output;
    },
    release: () => session.release(),
  };
}

/** A trap leaves the module's memory in any state: later results cannot be trusted. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) {
      throw new EngineBroken(`The engine trapped: ${error.message}`);
    }
    throw error;
  }
}
