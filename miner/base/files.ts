/**
 * Writing files so that a crash leaves either the old content or the new.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import type { FileFailure } from "./failures.ts";
import { fileError } from "./read_file.ts";

/**
 * Writes through a temporary file in the same folder, synced before it is renamed.
 *
 * @param path Where the bytes go
 * @param bytes The whole content
 * @param options.mode Permissions of the file, e.g. 0o600 for a key
 * @throws DemlError `file/unwritable`
 */
export async function writeDurably(
  path: string,
  bytes: Uint8Array,
  options: { mode?: number; sync?: boolean } = {},
): Promise<void> {
  const fill = async (file: Deno.FsFile) => {
    for (let offset = 0; offset < bytes.length;) {
      offset += await file.write(bytes.subarray(offset));
    }
  };
  await fillDurably(path, fill, options);
}

/**
 * The same for content that is made as it is written.
 *
 * @param fill Writes it
 * @throws DemlError `file/unwritable`; then nothing is changed
 */
export async function fillDurably(
  path: string,
  fill: (file: Deno.FsFile) => void | Promise<void>,
  options: { mode?: number; sync?: boolean } = {},
): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    const file = await Deno.open(temporary, {
      write: true,
      createNew: true,
      mode: options.mode ?? 0o644,
    });
    try {
      await fill(file);
      if (options.sync !== false) await file.syncData();
    } finally {
      file.close();
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw fileError(path, error, "write");
  }
}

/**
 * Writes a new file durably, and never over another: for keys.
 *
 * @throws DemlError `file/exists` or `file/unwritable`
 */
export async function writeNew(
  path: string,
  bytes: Uint8Array,
  options: { mode?: number; sync?: boolean } = {},
): Promise<void> {
  // Taken first: of two programs with one path, only one gets it.
  try {
    (await Deno.open(path, { write: true, createNew: true, mode: options.mode ?? 0o644 })).close();
  } catch (cause) {
    if (cause instanceof Deno.errors.AlreadyExists) {
      throw new DemlError<FileFailure>({ kind: "file/exists", path }, { cause });
    }
    throw fileError(path, cause, "write");
  }
  try {
    await writeDurably(path, bytes, options);
  } catch (error) {
    await Deno.remove(path).catch(() => {});
    throw error;
  }
  await syncFolder(folderOf(path));
}

/** The folder that a path is in. */
export function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) || "/" : ".";
}

/** A new name in a folder survives a power cut once the folder is synced. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await Deno.open(folder).catch(() => undefined);
  await handle?.sync().catch(() => {});
  handle?.close();
}

/**
 * Makes a folder and those above it, for its owner alone; one that exists is unchanged.
 *
 * @throws DemlError `file/no-folder`
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw fileError(path, cause, "make");
  }
}
