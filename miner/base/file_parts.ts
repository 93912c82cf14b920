/**
 * Reading files that need not fit into memory.
 *
 * @module
 */
import { fileError } from "./read_file.ts";

/** Bytes that are read at once. */
const AT_ONCE = 1024 * 1024;

/** Bytes of a file. */
export async function fileSize(path: string): Promise<number> {
  const found = await Deno.stat(path).catch((cause) => {
    throw fileError(path, cause);
  });
  if (!found.isFile) throw fileError(path, new Deno.errors.IsADirectory());
  return found.size;
}

/** A file's bytes from its start, in parts of at most 1 MiB. */
export async function* fileParts(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  for await (const part of passingParts(path)) yield part.slice();
}

/** The same, where each part is gone when the next is asked for: memory for one is enough. */
export async function* passingParts(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (cause) {
    throw fileError(path, cause);
  }
  try {
    const part = new Uint8Array(AT_ONCE);
    for (;;) {
      const read = await file.read(part).catch((cause) => {
        throw fileError(path, cause);
      });
      if (read === null) return;
      yield part.subarray(0, read);
    }
  } finally {
    file.close();
  }
}
