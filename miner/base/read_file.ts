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

/** From this size on, twice the memory of a file matters. */
const LARGE = 16 * 1024 * 1024;

/** Reads a whole file, with errors people can act on. */
export async function readFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readLarge(path) ?? await Deno.readFile(path);
  } catch (cause) {
    throw fileError(path, cause);
  }
}

/**
 * Reads a large file into memory of its size: `Deno.readFile` takes twice as much on the way.
 *
 * @returns Undefined if it is not a file, not large, or changes its size while it is read
 */
async function readLarge(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { isFile, size } = await Deno.stat(path);
  if (!isFile || size < LARGE) return undefined;
  using file = await Deno.open(path);
  const bytes = new Uint8Array(size);
  let end = 0;
  while (end < size) {
    const count = await file.read(bytes.subarray(end, end + LARGE));
    if (count === null) return undefined;
    end += count;
  }
  return await file.read(new Uint8Array(1)) === null ? bytes : undefined;
}
