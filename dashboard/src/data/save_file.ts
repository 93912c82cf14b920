/**
 * Giving the reader a file that comes in parts, without holding all of it.
 *
 * @module
 */
import { downloadFile } from "../components/download_file.ts";

/** A file of more bytes is written to the disk as it comes, where the browser can. */
const LARGE = 64 * 1024 * 1024;
/** Parts are handed to the browser in blobs of this many bytes, which it may keep on the disk. */
const BLOB = 8 * 1024 * 1024;

/** https://wicg.github.io/file-system-access/, which TypeScript's library does not have. */
type Picker = (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;

/**
 * Saves a file. Parts that were verified so far are thrown away with the file if a later one fails.
 *
 * @param bytes About how many there are
 * @returns false if the reader chose no place for it
 */
export async function saveParts(
  name: string,
  bytes: number,
  parts: () => AsyncIterable<Uint8Array>,
): Promise<boolean> {
  const { showSaveFilePicker } = globalThis as { showSaveFilePicker?: Picker };
  if (bytes > LARGE && showSaveFilePicker !== undefined) {
    const file = await showSaveFilePicker({ suggestedName: name }).catch((error) => {
      if (error instanceof DOMException && error.name === "AbortError") return "declined";
      // The click is too long ago, or the page is in a frame: the browser's own way remains.
      return "refused";
    });
    if (file === "declined") return false;
    if (typeof file !== "string") {
      await stream(await file.createWritable(), parts());
      return true;
    }
  }
  downloadFile(name, await blobOf(parts()));
  return true;
}

async function stream(
  file: FileSystemWritableFileStream,
  parts: AsyncIterable<Uint8Array>,
): Promise<void> {
  try {
    for await (const part of parts) await file.write(part as Uint8Array<ArrayBuffer>);
    await file.close();
  } catch (error) {
    await file.abort().catch(() => {});
    throw error;
  }
}

/** The parts as one blob, made of blobs: the page itself holds few of its bytes. */
export async function blobOf(parts: AsyncIterable<Uint8Array>): Promise<Blob> {
  const blobs: Blob[] = [];
  let held: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const part of parts) {
    held.push(part as Uint8Array<ArrayBuffer>);
    size += part.length;
    if (size < BLOB) continue;
    blobs.push(new Blob(held));
    [held, size] = [[], 0];
  }
  return new Blob([...blobs, ...held]);
}
