/**
 * The version of an engine, without loading it.
 *
 * @module
 */
import type { EngineName } from "../../../protocol/spec/spec.ts";

/** The package of each engine: what engine_native.ts and engine_wasm.ts import. */
const PACKAGES = {
  native: "onnxruntime-node",
  wasm: "onnxruntime-web/wasm",
} as const satisfies Record<EngineName, string>;

/**
 * The version in the package that an engine is loaded from. The library itself is not asked: loaded
 * outside a child, it would contact its maker.
 */
export async function packagedVersion(engine: EngineName): Promise<string | undefined> {
  try {
    const manifest = new URL("../package.json", import.meta.resolve(PACKAGES[engine]) as string);
    return JSON.parse(await Deno.readTextFile(manifest)).version;
  } catch {
    return undefined;
  }
}
