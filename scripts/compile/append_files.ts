/**
 * Appending large files to a program. Deno finds its own part of an ELF file by the file's end, and
 * reads that part into memory at every start; what lies before it costs nothing until it is read.
 * On macOS and Windows its part is mapped, not read, and must be where the system's format puts it.
 *
 * @module
 */
import type { AppendedIndex } from "../../miner/base/appended.ts";

/** How Deno's part ends: its mark, eight bytes, its length with all of this. */
const MARK = "d3n0l4nd";
const MARK_AT = 24;
const LENGTH_AT = 8;

/** A file to append: its name in the index, and where it is now. */
export interface AppendedFile {
  name: string;
  path: string;
}

/** One file for each name, with a place for each; equal contents have one place. */
export async function joinFiles(
  files: readonly AppendedFile[],
): Promise<{ index: AppendedIndex; contents: Uint8Array[] }> {
  const index: AppendedIndex = { length: 0, files: {} };
  const contents: Uint8Array[] = [];
  const placed = new Map<string, { offset: number; length: number }>();
  const byName = files.toSorted((a, b) => a.name < b.name ? -1 : 1);
  for (const { name, path } of byName) {
    const bytes = await Deno.readFile(path);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    let place = placed.get(hash);
    if (place === undefined) {
      place = { offset: index.length, length: bytes.length };
      placed.set(hash, place);
      contents.push(bytes);
      index.length += bytes.length;
    }
    index.files[name] = place;
  }
  return { index, contents };
}

/**
 * Puts contents between the runtime and Deno's own part.
 *
 * @throws Error if the program does not end as Deno 2.7 ends one
 */
export async function appendFiles(program: string, contents: Uint8Array[]): Promise<void> {
  const bytes = await Deno.readFile(program);
  const end = bytes.length;
  const mark = new TextDecoder("latin1").decode(bytes.subarray(end - MARK_AT, end - MARK_AT + 8));
  const length = Number(new DataView(bytes.buffer).getBigUint64(end - LENGTH_AT, true));
  const start = end - length;
  if (mark !== MARK || start <= 0) {
    throw new Error("This Deno writes compiled programs in another way; see append_files.ts");
  }
  using file = await Deno.open(program, { write: true, truncate: true });
  const parts = [bytes.subarray(0, start), ...contents, bytes.subarray(start)];
  for (const part of parts) {
    for (let done = 0; done < part.length;) done += await file.write(part.subarray(done));
  }
}
