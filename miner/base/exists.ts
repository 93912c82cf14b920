/**
 * Whether a file exists.
 *
 * @module
 */

/** Whether a path leads to a file or folder that this process may see. */
export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
