/**
 * A library that is part of the program, as a file that the system's linker can open: in memory,
 * so that nothing is written to a disk.
 *
 * @module
 */
import type { Place } from "../../base/appended.ts";

/** From <fcntl.h>, for x86-64 and arm64 alike. */
const [READ, READ_WRITE_CREATE_NEW] = [0, 0o2 | 0o100 | 0o200];
/** What of the file may be done by whom: its owner alone, everything. */
const OWNER = 0o700;

const SYMBOLS = {
  memfd_create: { parameters: ["buffer", "u32"], result: "i32" },
  open: { parameters: ["buffer", "i32", "u32"], result: "i32" },
  // In another thread: copying the library takes as long as loading the rest of the child.
  sendfile: {
    parameters: ["i32", "i32", "buffer", "usize"],
    result: "isize",
    nonblocking: true,
  },
  close: { parameters: ["i32"], result: "i32" },
} as const;

/**
 * Opens a library that lies inside a file. What it links to, and who links to it, is found by name.
 *
 * @param file The path of the program, or any other file
 * @param folder Where the library is written if it cannot be linked from memory, as some kernels
 * and policies have it
 * @returns The library, which stays open until it is closed
 * @throws Error if it cannot be copied or opened
 */
export async function openLibraryWithin(
  file: string,
  place: Place,
  folder: string,
): Promise<Library> {
  try {
    return await openCopy(file, place);
  } catch {
    return await openCopy(file, place, folder);
  }
}

/** An open library. */
export interface Library {
  close(): void;
}

/** Opens a copy of a library, in memory unless there is a folder for it. */
export async function openCopy(
  file: string,
  { offset, length }: Place,
  folder?: string,
): Promise<Library> {
  const libc = Deno.dlopen("libc.so.6", SYMBOLS);
  const c = libc.symbols;
  const named = folder && `${folder}/${crypto.randomUUID()}.so`;
  const source = c.open(text(file), READ, 0);
  // No flags: with "close on exec" alone, kernels warn that the file could be run.
  const copy = named
    ? c.open(text(named), READ_WRITE_CREATE_NEW, OWNER)
    : c.memfd_create(text("library"), 0);
  try {
    const from = new Uint8Array(BigInt64Array.of(BigInt(offset)).buffer);
    for (let left = length; left > 0;) {
      const sent = Number(await c.sendfile(copy, source, from, BigInt(left)));
      if (sent <= 0) throw new Error(`${file} cannot be copied: ${left} bytes are missing`);
      left -= sent;
    }
    return Deno.dlopen(named ?? `/proc/self/fd/${copy}`, {});
  } finally {
    for (const descriptor of [source, copy]) if (descriptor >= 0) c.close(descriptor);
    libc.close();
  }
}

/** A string as C reads it. */
function text(value: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${value}\0`);
}
