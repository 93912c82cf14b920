/**
 * The WASM core: inflate, base64, byte shuffling, CSV, normalisation, argmax and counting.
 *
 * `loadCore` gives kernels that copy in and out, so that results stay valid; `core.scope` gives the
 * same kernels on values that stay in the module's memory. Runs in Deno, in the single binary and in
 * a browser.
 *
 * @example
 * ```ts
 * const core = loadCore();
 * const onnx = core.inflate(stream, 8_000_000);
 * const labels = core.scope((views) => {
 *   const pixels = views.readCsvBytes(views.put(text), 784, 10_000);
 *   const inputs = views.normalise(pixels, { plane: 784, channels: 1, scale: 1, mean: [0], std: [255] });
 *   return views.argmax(inputs, 784).copy();
 * });
 * ```
 *
 * @module
 */
export { type Core, type CoreOptions, loadCore, loadCoreAsync, type SampleTree } from "./core.ts";
export { type Normalisation } from "./normalisation.ts";
export { CoreError, type CoreErrorCode } from "./errors.ts";
export type { Build } from "./instance.ts";
export type { Region, Values, ViewType } from "./region.ts";
export type { Views } from "./views.ts";
