/**
 * Commands that write a file do not overwrite an existing one.
 *
 * @module
 */
import { told } from "../../protocol/errors.ts";

/** Refuses to overwrite a file without --force. */
export async function refuseOverwrite(path: string, force: boolean): Promise<void> {
  if (force) return;
  try {
    await Deno.lstat(path);
  } catch {
    return;
  }
  throw told("file", `${path} already exists`, "Name another file, or add --force");
}
