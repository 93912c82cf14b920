/**
 * Writing a file that comes in parts, so that it is whole or absent.
 *
 * @module
 */
import { fileError } from "./read_file.ts";

/**
 * Writes parts through a temporary file in the same folder, synced before it is renamed.
 *
 * @returns Bytes written
 * @throws DemlError `file/unwritable`, or what the parts throw
 */
export async function writeParts(
  path: string,
  parts: AsyncIterable<Uint8Array>,
  options: { mode?: number } = {},
): Promise<number> {
  const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  const written = <T>(work: Promise<T>) =>
    work.catch((cause) => {
      throw fileError(path, cause, "write");
    });
  const file = await written(
    Deno.open(temporary, { write: true, createNew: true, mode: options.mode ?? 0o644 }),
  );
  let bytes = 0;
  try {
    try {
      for await (const part of parts) {
        for (let at = 0; at < part.length;) at += await written(file.write(part.subarray(at)));
        bytes += part.length;
      }
      await written(file.syncData());
    } finally {
      file.close();
    }
    await written(Deno.rename(temporary, path));
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
  return bytes;
}
