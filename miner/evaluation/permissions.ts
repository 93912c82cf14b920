/**
 * Giving up what the evaluator child was started with.
 *
 * @module
 */

/** Every permission that Deno knows. */
const NAMES = ["run", "net", "write", "env", "sys", "import", "ffi", "read"];

/**
 * Gives up every permission for the rest of the process.
 *
 * @returns The names of those still held: empty, or the child must not go on
 */
export function giveUpPermissions(): string[] {
  return NAMES.filter((name) => {
    const descriptor = { name } as Deno.PermissionDescriptor;
    Deno.permissions.revokeSync(descriptor);
    return Deno.permissions.querySync(descriptor).state === "granted";
  });
}
