/**
 * Which user runs the program.
 *
 * @module
 */
import { AS_ROOT, isRoot, NOT_AS_ROOT } from "../as_root.ts";
import type { Finding } from "./finding.ts";

/** Whether an ordinary user runs the program, or root. */
export function checkUser(): Finding {
  if (isRoot()) return { check: "user", level: "warn", found: AS_ROOT, remedy: NOT_AS_ROOT };
  return { check: "user", level: "ok", found: "not root" };
}
