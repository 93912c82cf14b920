/**
 * Running as root: what that takes away from the sandbox around a stranger's model.
 *
 * @module
 */

/** Whether this program is root, in this machine's eyes or a container's. */
export function isRoot(): boolean {
  return Deno.build.os !== "windows" && Deno.uid() === 0;
}

export const AS_ROOT =
  "running as root: no limit on processes binds a model that breaks out of its engine, and without " +
  "a sandbox everything here is its own";

export const NOT_AS_ROOT = "Run deml as a user of its own, e.g. `sudo -u deml deml mine …`";
