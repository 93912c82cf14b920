/**
 * Writing files so that a crash leaves either the old content or the new.
 *
 * @module
 */
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
  options: { mode?: number } = {},
): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    const file = await Deno.open(temporary, {
      write: true,
      createNew: true,
      mode: options.mode ?? 0o644,
    });
    try {
      for (let offset = 0; offset < bytes.length;) {
        offset += await file.write(bytes.subarray(offset));
      }
      await file.syncData();
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
 * Makes a folder and those above it, for its owner alone; one that exists stays as it is.
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
