/**
 * What the operating system says about a path, as data instead of `No such file or directory (os
 * error 2): mkdir '…'`.
 *
 * @module
 */
import { reasonOf } from "../../protocol/errors.ts";
import type { FileFault } from "./failures.ts";

/** Why a path could not be read, written or made. */
export function fileFault(path: string, cause: unknown): FileFault {
  switch ((cause as { code?: unknown } | null)?.code) {
    case "ENOENT":
      return inTheWay(path) ?? { fault: "no-files" };
    case "ENOTDIR":
    case "EEXIST":
      return inTheWay(path) ?? other(cause);
    case "EISDIR":
      return { fault: "is-a-folder" };
    case "EACCES":
    case "EPERM":
      return { fault: "forbidden" };
    case "EROFS":
      return { fault: "read-only" };
    case "ENOSPC":
    case "EDQUOT":
      return { fault: "full" };
    case "ENAMETOOLONG":
      return { fault: "name-too-long" };
    case "ELOOP":
      return { fault: "link-loop" };
    default:
      return other(cause);
  }
}

/** The first part of a path that is missing, or a file where a folder is needed. */
function inTheWay(path: string): FileFault | undefined {
  const parts = path.split("/");
  for (let count = 1; count <= parts.length; count++) {
    const at = parts.slice(0, count).join("/");
    if (at === "" || at === ".") continue;
    try {
      if (!Deno.statSync(at).isDirectory) return { fault: "not-a-folder", at };
    } catch {
      // The last part itself may be missing: it should be made.
      return count < parts.length ? { fault: "missing-folder", at } : undefined;
    }
  }
  return undefined;
}

/** The system's own words, without its number and its name for what was done. */
function other(cause: unknown): FileFault {
  return { fault: "other", reason: reasonOf(cause).replace(/ \(os error \d+\).*$/s, "") };
}
