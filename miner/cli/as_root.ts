/**
 * Running as root, and how that weakens the sandbox around an untrusted model.
 *
 * @module
 */

/** Whether this program is root, on this machine or in a container. */
export function isRoot(): boolean {
  return Deno.build.os !== "windows" && Deno.uid() === 0;
}

export const AS_ROOT =
  "running as root: a model that breaks out of its engine has no limit on processes, and without " +
  "a sandbox it controls this machine";

export const NOT_AS_ROOT = "Run deml as its own user, e.g. `sudo -u deml deml mine …`";
