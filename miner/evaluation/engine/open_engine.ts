/**
 * Loading an engine by its name. Separate from engine.ts: a page also runs models, and has no
 * native engine.
 *
 * @module
 */
import type { Engine } from "./engine.ts";
import { findAppended, readAppended } from "../../base/appended.ts";
import type { EngineName } from "../../../protocol/spec/spec.ts";

const WASM_MODULE = "ort-wasm-simd-threaded.wasm";

/** Loads an engine; it reads all of its files now. */
export async function openEngine(name: EngineName): Promise<Engine> {
  if (name === "native") return await (await import("./engine_native.ts")).openNativeEngine();
  const { openWasmEngine } = await import("./engine_wasm.ts");
  return await openWasmEngine(await wasmModule());
}

/** Reads the WASM engine's module: in the program if it was appended there, or in its package. */
async function wasmModule(): Promise<Uint8Array<ArrayBuffer>> {
  const appended = (await findAppended()).get(WASM_MODULE);
  if (appended) return await readAppended(appended);
  const entry = import.meta.resolve("onnxruntime-web/wasm");
  return await Deno.readFile(new URL(`./${WASM_MODULE}`, entry));
}
