/**
 * The WASM core: inflate, base64, byte shuffling, CSV, normalisation, argmax and counting.
 *
 * `loadCore` gives kernels that copy in and out, so that results stay valid; `core.scope` gives the
 * same kernels on values that stay in the module's memory. Runs in Deno, in the single binary and in
 * a browser.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { zlibSync } from "fflate";
 * import { loadCore } from "./mod.ts";
 *
 * const core = loadCore();
 * const text = new TextEncoder().encode("0,0,255,0\n255,0,0,0\n");
 * const stream = zlibSync(text);
 *
 * // One kernel: bytes in, bytes of your own out, never more than the limit.
 * assertEquals(core.inflate(stream, 1_000), text);
 *
 * // Kernel after kernel: nothing is copied between them.
 * const labels = core.scope((views) => {
 *   const csv = views.inflate(views.put(stream), 1_000);
 *   const pixels = views.readCsvBytes(csv, 4, 2);
 *   const inputs = views.normalise(pixels, { plane: 4, channels: 1, scale: 1, mean: [0], std: [255] });
 *   return views.argmax(inputs, 4).copy();
 * });
 * assertEquals(labels, Int32Array.of(2, 0));
 * ```
 *
 * @module
 */
export {
  type Core,
  type CoreOptions,
  loadCore,
  loadCoreAsync,
  type SampleTree,
  type TableValues,
} from "./core.ts";
export type { Held } from "./arena.ts";
export { CoreError, type CoreErrorCode } from "./errors.ts";
export type { Build } from "./instance.ts";
export type { Region, Values, ViewType } from "./region.ts";
export type { Normalisation, TableLayout, TableRegions, Views } from "./views.ts";
