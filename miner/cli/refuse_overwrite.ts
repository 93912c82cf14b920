/**
 * Commands that write a file do not write over one that is there.
 *
 * @module
 */
import { told } from "../../protocol/errors.ts";

/** Refuses to write over what is there, unless told to. */
export async function refuseOverwrite(path: string, force: boolean): Promise<void> {
  if (force) return;
  try {
    await Deno.lstat(path);
  } catch {
    return;
  }
  throw told("file", `${path} is there already`, "Name another file, or add --force");
}
