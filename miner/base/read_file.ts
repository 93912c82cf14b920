/**
 * Reading files, with errors people can act on.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import type { FileFailure } from "./failures.ts";
import { fileFault } from "./file_fault.ts";

/** What failed, and with which failure. */
const KINDS = {
  read: "file/unreadable",
  write: "file/unwritable",
  make: "file/no-folder",
} as const;

/** A failure of the file system; one that has been understood is unchanged. */
export function fileError(
  path: string,
  cause: unknown,
  doing: keyof typeof KINDS = "read",
): DemlError {
  if (cause instanceof DemlError) return cause;
  const failed = (failure: FileFailure) => new DemlError<FileFailure>(failure, { cause });
  const why = fileFault(path, cause);
  if (doing === "read" && why.fault === "is-a-folder") {
    return failed({ kind: "file/not-a-file", path });
  }
  if (doing === "read" && cause instanceof Deno.errors.NotFound) {
    return failed({ kind: "file/not-found", path });
  }
  return failed({ kind: KINDS[doing], path, why });
}

/** Reads a whole file, with errors people can act on. */
export async function readFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    throw fileError(path, cause);
  }
}
