/**
 * Loading an engine by its name. Separate from engine.ts: a page also runs models, and has no
 * native engine.
 *
 * @module
 */
import type { Engine } from "./engine.ts";
import type { EngineName } from "../../../protocol/spec/spec.ts";

/** Loads an engine; it reads all of its files now. */
export async function openEngine(name: EngineName): Promise<Engine> {
  if (name === "native") return await (await import("./engine_native.ts")).openNativeEngine();
  const { openWasmEngine } = await import("./engine_wasm.ts");
  const entry = import.meta.resolve("onnxruntime-web/wasm");
  return await openWasmEngine(
    await Deno.readFile(new URL("./ort-wasm-simd-threaded.wasm", entry)),
  );
}
