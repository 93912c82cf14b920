/**
 * Large files inside the single binary, behind the runtime and before its program: at a start,
 * Deno reads all that it embeds itself, and none of these. `scripts/compile/append_files.ts` writes
 * them, on Linux; elsewhere the system maps what Deno embeds, and nothing is appended.
 *
 * @module
 */

/** A file's place in the program, in bytes. */
export interface Place {
  offset: number;
  length: number;
}

/** What was appended: the length of all, and each file's place among it. */
export interface AppendedIndex {
  length: number;
  files: Record<string, Place>;
}

/** The index's name among what Deno embeds, beside the program's modules. */
export const INDEX = "appended.json";

/** The last bytes of a program: how long the part is that Deno wrote, little-endian. */
const LENGTH_BYTES = 8;

/**
 * The places of the appended files by name.
 *
 * @returns Empty if there are none: from a checkout, or on another system
 */
export async function findAppended(): Promise<Map<string, Place>> {
  if (!Deno.build.standalone) return new Map();
  const index = new URL(`./${INDEX}`, import.meta.url);
  const text = await Deno.readTextFile(index).catch(() => undefined);
  if (text === undefined) return new Map();
  const { length, files } = JSON.parse(text) as AppendedIndex;
  using program = await Deno.open(Deno.execPath());
  const end = await program.seek(-LENGTH_BYTES, Deno.SeekMode.End) + LENGTH_BYTES;
  const tail = await readAt(program, end - LENGTH_BYTES, LENGTH_BYTES);
  const first = end - Number(new DataView(tail.buffer).getBigUint64(0, true)) - length;
  return new Map(
    Object.entries(files).map(([name, place]) => [
      name,
      { offset: first + place.offset, length: place.length },
    ]),
  );
}

/** Reads one appended file. */
export async function readAppended({ offset, length }: Place): Promise<Uint8Array<ArrayBuffer>> {
  using program = await Deno.open(Deno.execPath());
  return await readAt(program, offset, length);
}

async function readAt(
  file: Deno.FsFile,
  offset: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  await file.seek(offset, Deno.SeekMode.Start);
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const read = await file.read(bytes.subarray(done));
    if (read === null) throw new Error(`${Deno.execPath()} ends ${length - done} bytes too early`);
    done += read;
  }
  return bytes;
}
