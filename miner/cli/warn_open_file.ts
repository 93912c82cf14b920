/**
 * A warning about keys that other users can read.
 *
 * @module
 */
import { openToOthers, quoted } from "../base/home.ts";
import type { Terminal } from "./terminal.ts";

/** Warns when other users of this machine may open a file with a key. */
export async function warnOpenFile({ note, paint }: Terminal, path: string): Promise<void> {
  const found = await Deno.stat(path).catch(() => undefined);
  if (found === undefined || !openToOthers(found)) return;
  note(paint.yellow(
    `Other users of this machine may open the key in ${path}: chmod 600 ${quoted(path)}`,
  ));
}
