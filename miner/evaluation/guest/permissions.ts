/**
 * Dropping the evaluator child's permissions.
 *
 * @module
 */

import type { EngineName } from "../../../protocol/spec/spec.ts";

/** Every permission that Deno knows. */
const NAMES = ["run", "net", "write", "env", "sys", "import", "ffi", "read"] as const;
type Name = typeof NAMES[number];

/** Permissions to load each engine: its files, and for native code `ffi`. */
export const ENGINE_NEEDS: Record<EngineName, Name[]> = {
  // On Windows the engine's library is unpacked by us.
  native: ["read", "ffi", "env", "sys", ...Deno.build.os === "windows" ? ["write" as const] : []],
  wasm: ["read", "env", "sys"],
};

/**
 * Drops permissions for the rest of the process.
 *
 * @param except Those that are kept for now
 * @returns The names of the remaining ones: must equal `except`, otherwise the child must not
 * continue
 */
export function giveUpPermissions(except: readonly Name[] = []): Name[] {
  return NAMES.filter((name) => {
    if (except.includes(name)) return true;
    const descriptor = { name } as Deno.PermissionDescriptor;
    Deno.permissions.revokeSync(descriptor);
    return Deno.permissions.querySync(descriptor).state === "granted";
  });
}
