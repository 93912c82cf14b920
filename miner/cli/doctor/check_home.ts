/**
 * The folder of the journal, which contains what a reveal needs.
 *
 * @module
 */
import { statfs } from "node:fs/promises";
import { makeFolder, writeDurably } from "../../base/files.ts";
import { closing, findOpen } from "../../base/home.ts";
import { tell } from "../failures/tell.ts";
import type { Finding } from "./finding.ts";

/** A full disk loses stakes; below this it may be full soon, in bytes. */
const SCARCE = 256 * 1024 * 1024;

/** Whether the folder can be written durably, by its owner alone, and has room. */
export async function checkHome(home: string): Promise<Finding> {
  const check = "journal";
  const there = await Deno.stat(home).then(() => true, () => false);
  try {
    await makeFolder(home);
    const probe = `${home}/.doctor-${crypto.randomUUID().slice(0, 8)}`;
    await writeDurably(probe, new Uint8Array(1), { mode: 0o600 });
    await Deno.remove(probe);
  } catch (cause) {
    const { message: found } = tell(cause);
    return { check, level: "fail", found, remedy: "Choose your own folder with --home" };
  }
  const { bavail, bsize } = await statfs(home);
  const free = bavail * bsize;
  const open = await findOpen(home);
  // The folder was made for this check: a check leaves none behind.
  if (!there) await Deno.remove(home);
  const details = { home, free };
  const found = `${home}, ${Math.round(free / 1e6)} MB free`;
  if (free < SCARCE) {
    return { check, level: "fail", found, remedy: "Free space on that disk", details };
  }
  if (open === undefined) return { check, level: "ok", found, details };
  return {
    check,
    level: "fail",
    found: `${found}; other users may open ${open}`,
    remedy: closing(home),
    details,
  };
}
