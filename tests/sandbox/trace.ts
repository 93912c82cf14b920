/**
 * An evaluation under strace.
 *
 * @module
 */
import { assert } from "@std/assert";
import type { CommandLine } from "../../miner/evaluation/host/sandbox.ts";
import { converse } from "./converse.ts";

/** Runs a whole evaluation under strace; answers the calls before and after the child was ready. */
export async function trace(line: CommandLine): Promise<{ before: string[]; after: string[] }> {
  const log = await Deno.makeTempFile();
  const child = new Deno.Command("strace", {
    args: [
      ...[
        "-f",
        "-s",
        "64",
        "-o",
        log,
        "-e",
        "trace=network,open,openat,openat2,creat,execve,write",
      ],
      ...[line.program, ...line.args],
    ],
    cwd: line.cwd,
    clearEnv: true,
    env: { PATH: "/usr/bin:/bin", ...line.env },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  try {
    await converse(child);
    await child.status;
    const lines = joined((await Deno.readTextFile(log)).split("\n"));
    const ready = lines.findIndex((text) => text.includes('write(1, "') && text.includes("ready"));
    assert(ready > 0, "the trace shows the first answer");
    return { before: lines.slice(0, ready), after: lines.slice(ready) };
  } finally {
    await Deno.remove(log);
  }
}

/** Puts calls that another thread interrupted together again, where they began. */
function joined(lines: string[]): string[] {
  const open = new Map<string, number>();
  const whole: string[] = [];
  for (const line of lines) {
    const [, thread, call] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    if (thread === undefined || call === undefined) continue;
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(call);
    const began = open.get(thread);
    if (resumed && began !== undefined) {
      whole[began] += resumed[1]!;
      open.delete(thread);
    } else {
      if (call.endsWith("<unfinished ...>")) open.set(thread, whole.length);
      whole.push(line.replace("<unfinished ...>", ""));
    }
  }
  return whole;
}

/** Paths that were opened, those that were not there left out. */
export function opened(lines: string[]): string[] {
  const calls = lines.filter((line) => /\b(open|openat|openat2|creat)\(/.test(line));
  return calls.filter((line) => !/= -1 E/.test(line)).map((line) =>
    /"([^"]*)"/.exec(line)?.[1] ?? line
  );
}

/** Calls that reach, or could reach, somebody else. */
export function connected(lines: string[]): string[] {
  return lines.filter((line) =>
    /\b(connect|bind|listen|sendto|sendmsg|accept4?)\(/.test(line) &&
    // bubblewrap raises the loopback device of the sandbox over netlink.
    !/AF_NETLINK|NETLINK|nlmsg/.test(line)
  );
}
