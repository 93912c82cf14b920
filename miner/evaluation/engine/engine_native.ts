/**
 * The native engine: onnxruntime-node, on the CPU, one thread a child.
 *
 * In the single binary (`deno compile`) the addon is unpacked alone and would not find
 * `libonnxruntime.so.1` beside it; opening that library first, by its path inside the program,
 * makes the loader find it by its name. The compile script must therefore
 *  - include the package: `--include node_modules/onnxruntime-node` (with the folder that the link
 *    points to) and leave out `bin/napi-v6/{darwin,win32}` and the other processor's folder,
 *  - grant `ffi` and `read`: the child gives both up before it reads a byte,
 *  - work with or without `--self-extracting`.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import type { Engine, Output, Session, SessionPlan } from "./engine.ts";
import { smallestModel } from "./smallest_model.ts";

/** Loads the library and answers the engine. */
export async function openNativeEngine(): Promise<Engine> {
  if (Deno.build.standalone) openSharedLibrary();
  const { default: ort } = await import("onnxruntime-node");
  // A stranger's model decides what would be logged.
  ort.env.logLevel = "fatal";
  // The first session looks at the hardware through files; permissions go before the first real one.
  const { onnx, plan } = smallestModel();
  const first = await load(ort, onnx, plan);
  await first.release();
  return {
    name: "native",
    version: ort.env.versions.node ?? ort.env.versions.common,
    load: (onnx, plan) => load(ort, onnx, plan),
  };
}

type Ort = typeof import("onnxruntime-node");

async function load(ort: Ort, onnx: Uint8Array, plan: SessionPlan): Promise<Session> {
  const session = await ort.InferenceSession.create(onnx, {
    executionProviders: ["cpu"],
    graphOptimizationLevel: "all",
    executionMode: "sequential",
    // One thread a child: models run beside each other, and sums keep one order.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
    extra: { session: { intra_op: { allow_spinning: "0" }, inter_op: { allow_spinning: "0" } } },
  });
  return {
    run: async (data, dims, room) => {
      const tensor = data instanceof Float32Array
        ? new ort.Tensor("float32", data, dims)
        : new ort.Tensor("uint8", data, dims);
      const fetches = room
        ? { [plan.output]: new ort.Tensor("float32", room.data, room.dims) }
        : { [plan.output]: null };
      const outputs = await session.run({ [plan.input]: tensor }, fetches);
      return outputs[plan.output] as unknown as Output;
    },
    release: () => session.release(),
  };
}

/** Opens the embedded library so that the addon's dependency is already in the process. */
function openSharedLibrary(): void {
  const os = Deno.build.os;
  const arch = Deno.build.arch === "aarch64" ? "arm64" : "x64";
  const file = { linux: "libonnxruntime.so.1", darwin: "libonnxruntime.1.dylib" }[os as string];
  if (file === undefined) return;
  const entry = import.meta.resolve("onnxruntime-node");
  Deno.dlopen(fromFileUrl(new URL(`../bin/napi-v6/${os}/${arch}/${file}`, entry)), {});
}
