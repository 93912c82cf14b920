/**
 * The program, run as people run it: a process, its output, its exit code.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";

const MAIN = fromFileUrl(new URL("../miner/main.ts", import.meta.url));

/** How a run ended, and what it printed. */
export interface Run {
  code: number;
  out: string;
  err: string;
}

/** Runs the program. */
export async function deml(args: string[], env: Record<string, string> = {}): Promise<Run> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", MAIN, ...args],
    // Not the config file of whoever runs the tests.
    env: { NO_COLOR: "1", XDG_CONFIG_HOME: "/nonexistent", ...env },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

/** One sentence that says what is wrong, one that says what to do; no stack. */
export function assertClear(found: Run, code: number, says: string): void {
  assertEquals(found.code, code, found.err);
  assertStringIncludes(found.err, says);
  assert(!/\bat .*:\d+:\d+/.test(found.err), found.err);
  assertEquals(found.err.trim().split("\n").length, 1, found.err);
}
