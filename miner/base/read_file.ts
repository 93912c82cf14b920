/**
 * Reading files, with errors people can act on.
 *
 * @module
 */
import { DemlError, reasonOf } from "../../protocol/errors.ts";

/** Turns a file-system failure into one clear sentence. */
export function fileError(path: string, cause: unknown): DemlError {
  if (cause instanceof Deno.errors.NotFound) {
    return new DemlError("file", `No file at ${path}`, "Check the path", { cause });
  }
  if (cause instanceof Deno.errors.IsADirectory || cause instanceof Deno.errors.NotADirectory) {
    return new DemlError("file", `${path} is not a file`, "Name a file, not a folder", { cause });
  }
  const reason = reasonOf(cause);
  return new DemlError("file", `Cannot read ${path}: ${reason}`, "Check the file's permissions", {
    cause,
  });
}

/** Reads a whole file, with errors people can act on. */
export async function readFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    throw fileError(path, cause);
  }
}
