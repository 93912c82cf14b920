/**
 * The home folder: the journal with salts and scores that nobody may read before the reveal,
 * sealing keys, blocks. Only its owner may open it.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import { makeFolder } from "./files.ts";
import { fileError } from "./read_file.ts";
import type { FileFailure } from "./failures.ts";

/** Permission bits that give others access. */
const OTHERS = 0o077;

/** Whether this mode lets other users of the machine read, write or enter. */
export function openToOthers({ mode }: Pick<Deno.FileInfo, "mode">): boolean {
  return mode !== null && (mode & OTHERS) !== 0;
}

/**
 * Makes the home folder for its owner alone, or checks that it is closed to others.
 *
 * @throws DemlError `file` if it cannot be made, or if others may open it
 */
export async function makeHome(home: string): Promise<void> {
  await makeFolder(home);
  const open = await findOpen(home);
  if (open === undefined) return;
  throw new DemlError<FileFailure>({ kind: "file/open-home", path: open, home });
}

/** The command that closes a home. */
export function closing(home: string): string {
  return `chmod -R go-rwx ${quoted(home)}`;
}

/** A path, quoted for a shell. */
export function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

/**
 * The first path in a home that is open to others: itself, a journal with SQLite's files, the
 * folder of blocks, the keys. Single blocks are not checked: they are many and public, and their
 * folder protects them.
 */
export async function findOpen(home: string): Promise<string | undefined> {
  if (openToOthers(await Deno.stat(home))) return home;
  for (const folder of [home, `${home}/keys`, `${home}/keystore`]) {
    for (const name of await namesIn(folder)) {
      const path = `${folder}/${name}`;
      const found = await Deno.stat(path).catch(() => undefined);
      if (found && openToOthers(found)) return path;
    }
  }
  return undefined;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory) {
      return [];
    }
    throw fileError(folder, cause);
  }
}
