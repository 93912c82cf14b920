/**
 * The native engine: onnxruntime-node, on the CPU, one thread per child.
 *
 * In the single binary Deno unpacks the addon alone, into the temporary folder, where it would not
 * find the library that it is linked to. So the library is opened first: a loaded library is found
 * by its name.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { findAppended } from "../../base/appended.ts";
import { openLibraryWithin } from "./library_in_memory.ts";
import type { Engine, Output, Session, SessionPlan } from "./engine.ts";

/** Loads the library and returns the engine. */
export async function openNativeEngine(): Promise<Engine> {
  if (Deno.build.standalone) await openSharedLibrary();
  const { default: ort } = await import("onnxruntime-node");
  // An untrusted model would decide what is logged.
  ort.env.logLevel = "fatal";
  // Imported here, after the library: what it needs would be loaded before the library is copied.
  const { smallestModel } = await import("./smallest_model.ts");
  // The first session inspects the hardware through files; permissions are dropped before the first real one.
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
    // One thread per child: several models run at the same time, and sums keep one order.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
    extra: { session: { intra_op: { allow_spinning: "0" }, inter_op: { allow_spinning: "0" } } },
  });
  return {
    run: (data, dims) => {
      const tensor = data instanceof Float32Array
        ? new ort.Tensor("float32", data, dims)
        : new ort.Tensor("uint8", data, dims);
      return session.run({ [plan.input]: tensor }, [plan.output])
        .then((outputs) => outputs[plan.output] as unknown as Output);
    },
    release: () => session.release(),
  };
}

/** The library that the addon is linked to, by system: onnxruntime-node's folder and the file. */
const LIBRARIES: Partial<Record<typeof Deno.build.os, [folder: string, file: string]>> = {
  linux: ["linux", "libonnxruntime.so.1"],
  darwin: ["darwin", "libonnxruntime.1.dylib"],
  windows: ["win32", "onnxruntime.dll"],
};

/** Opens the program's library so that the addon's dependency is already in the process. */
async function openSharedLibrary(): Promise<void> {
  const [folder, file] = LIBRARIES[Deno.build.os] ?? [];
  if (file === undefined) return;
  const appended = (await findAppended()).get(file);
  if (appended) {
    await openLibraryWithin(Deno.execPath(), appended, Deno.env.get("TMPDIR") ?? "/tmp");
    return;
  }
  const arch = Deno.build.arch === "aarch64" ? "arm64" : "x64";
  const entry = import.meta.resolve("onnxruntime-node");
  const library = fromFileUrl(new URL(`../bin/napi-v6/${folder}/${arch}/${file}`, entry));
  Deno.dlopen(Deno.build.os === "windows" ? underItsName(library, file) : library, {});
}

/** Windows identifies a library by its file name, and Deno would unpack it under another one. */
function underItsName(library: string, file: string): string {
  const path = `${Deno.makeTempDirSync()}/${file}`;
  Deno.copyFileSync(library, path);
  return path;
}
