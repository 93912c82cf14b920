/**
 * From the embedded modules to an instance: the one with SIMD, or its scalar twin if the engine
 * does not support SIMD.
 *
 * @module
 */
import type { Exports } from "./exports.ts";
import { CORE_SCALAR } from "./generated/core_scalar.ts";
import { CORE_SIMD } from "./generated/core_simd.ts";

/** Which of the two builds. */
export type Build = "simd" | "scalar";

const modules: Partial<Record<Build, WebAssembly.Module>> = {};

/** Makes an instance with its own memory; modules are compiled once. */
export function instantiate(build: Build): Exports {
  const module = modules[build] ??= new WebAssembly.Module(bytesOf(build));
  return new WebAssembly.Instance(module).exports as unknown as Exports;
}

/** Compiles a build off the calling thread, so that `instantiate` finds it done. */
export async function compile(build: Build): Promise<void> {
  modules[build] ??= await WebAssembly.compile(bytesOf(build));
}

/** The build that this engine takes. */
export function bestBuild(): Build {
  if (modules.simd) return "simd";
  return WebAssembly.validate(bytesOf("simd")) ? "simd" : "scalar";
}

function bytesOf(build: Build): Uint8Array<ArrayBuffer> {
  if (build !== "simd" && build !== "scalar") {
    throw new RangeError(`The core has the builds simd and scalar, not ${build}`);
  }
  const text = build === "simd" ? CORE_SIMD : CORE_SCALAR;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
