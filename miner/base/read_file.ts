/**
 * Reading files, with errors people can act on.
 *
 * @module
 */
import { DemlError, reasonOf } from "../../protocol/errors.ts";
import type { FileFailure } from "./failures.ts";

/** A failure of the file system. */
export function fileError(path: string, cause: unknown): DemlError<FileFailure> {
  if (cause instanceof Deno.errors.NotFound) {
    return new DemlError<FileFailure>({ kind: "file/not-found", path }, { cause });
  }
  if (cause instanceof Deno.errors.IsADirectory || cause instanceof Deno.errors.NotADirectory) {
    return new DemlError<FileFailure>({ kind: "file/not-a-file", path }, { cause });
  }
  return new DemlError<FileFailure>(
    { kind: "file/unreadable", path, reason: reasonOf(cause) },
    { cause },
  );
}

/** Reads a whole file, with errors people can act on. */
export async function readFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    throw fileError(path, cause);
  }
}
