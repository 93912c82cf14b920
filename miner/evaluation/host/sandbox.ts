/**
 * The operating system's sandbox around the evaluator child: bubblewrap if it works, and the
 * kernel's limits everywhere on Linux. What each promises is in docs/SECURITY.md.
 *
 * @module
 */
import { DemlError, reasonOf } from "../../../protocol/errors.ts";
import type { EvaluationFailure } from "../failures.ts";
import { show } from "../../../protocol/text/visible.ts";
import {
  CLOSABLE,
  type Closed,
  countsProcessesApart,
  type SandboxBounds,
  sandboxed,
} from "./bubblewrap.ts";

/** What to use: `auto` is bubblewrap if it works. */
export type SandboxChoice = "auto" | "bwrap" | "off";
export const SANDBOX_CHOICES: readonly SandboxChoice[] = ["auto", "bwrap", "off"];

/** What is used. */
export interface Sandbox {
  kind: "bwrap" | "off";
  /** Why, as a clause: "bubblewrap 0.8.0", "bubblewrap is not installed" */
  because: string;
  /** What else this bubblewrap and this kernel close */
  closed?: readonly Closed[];
}

/** A command for the operating system. */
export interface CommandLine {
  program: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
}

/**
 * Limits that the shell sets before the command replaces it: no core dump of an untrusted model;
 * memory by RLIMIT_DATA, since RLIMIT_AS kills Deno even at 20 GB; processor time. If memory runs
 * out, the kernel ends this process first, not the daemon.
 */
const LIMITED = 'ulimit -c 0 && ulimit -d "$1" && ulimit -t "$2" || exit 125; shift 2; ' +
  'echo 1000 2>/dev/null >/proc/self/oom_score_adj; exec "$@"';

/** Whether this system's shell can set them. */
export function limitsHold(): boolean {
  return Deno.build.os === "linux";
}

/** Puts a sandbox around a command. */
export function confine(
  { kind, closed = [] }: Pick<Sandbox, "kind" | "closed">,
  bounds: SandboxBounds,
  program: string,
  args: string[],
): CommandLine {
  const [first, ...rest] = kind === "bwrap"
    ? sandboxed(bounds, closed, program, args)
    : [program, ...args] as const;
  const env = kind === "bwrap" ? { PATH: "/usr/bin:/bin:/usr/local/bin" } : bounds.env;
  if (!limitsHold()) {
    return { program: first, args: rest, cwd: bounds.folder, env };
  }
  const kibibytes = String(Math.ceil(bounds.memory / 1024));
  const limits = ["-c", LIMITED, "sh", kibibytes, String(bounds.processor)];
  return { program: "/bin/sh", args: [...limits, first, ...rest], cwd: bounds.folder, env };
}

/**
 * Decides which sandbox to use.
 *
 * @throws DemlError `evaluator` if bubblewrap is demanded and does not work here
 */
export async function chooseSandbox(
  choice: SandboxChoice,
  find: () => Promise<Sandbox> = probeBubblewrap,
): Promise<Sandbox> {
  if (choice === "off") return { kind: "off", because: "by choice" };
  const found = await find();
  if (found.kind === "off" && choice === "bwrap") {
    const { because } = found;
    throw new DemlError<EvaluationFailure>({ kind: "evaluator/no-sandbox", because });
  }
  return found;
}

/** Finds out this machine's sandbox, once, by starting what is to run in it. */
export interface SandboxProbe {
  /**
   * Starts something in a sandbox. Before anything is known, that is the likely one, where
   * bubblewrap closes all that it can: bubblewrap starts nothing in a sandbox that it cannot build.
   *
   * @param start Fails if what it starts does not run
   * @throws What `start` throws in a sandbox that works; DemlError `evaluator` if bubblewrap is
   * demanded and does not work here
   */
  startIn<T>(
    choice: SandboxChoice,
    start: (sandbox: Sandbox) => Promise<T>,
  ): Promise<{ sandbox: Sandbox; started: T }>;
}

/**
 * A probe that knows nothing yet.
 *
 * @param find Tries bubblewrap, if what was started did not run
 */
export function openProbe(find = probeBubblewrap): SandboxProbe {
  let found: Promise<Sandbox> | undefined;
  return {
    async startIn(choice, start) {
      let failed: { sandbox: Sandbox; error: unknown } | undefined;
      if (found === undefined && choice !== "off" && Deno.build.os === "linux") {
        const sandbox: Sandbox = { kind: "bwrap", because: "", closed: likelyClosed() };
        const starting = start(sandbox);
        const version = bubblewrapVersion().catch(() => "bubblewrap");
        try {
          const started = await starting;
          sandbox.because = await version;
          found ??= Promise.resolve(sandbox);
          return { sandbox, started };
        } catch (error) {
          failed = { sandbox, error };
          await version;
        }
      }
      const sandbox = await chooseSandbox(choice, () => found ??= find());
      // Bubblewrap works, and is not why it did not run.
      if (failed && sandbox.closed?.length === failed.sandbox.closed?.length) throw failed.error;
      return { sandbox, started: await start(sandbox) };
    },
  };
}

/** What bubblewrap can close on most machines with this kernel. */
function likelyClosed(): Closed[] {
  const release = Deno.osRelease();
  return CLOSABLE.filter((each) => each !== "processes" || countsProcessesApart(release));
}

/** e.g. "bubblewrap 0.8.0" */
async function bubblewrapVersion(): Promise<string> {
  const { stdout } = await output({ program: "bwrap", args: ["--version"], cwd: "/", env: {} });
  return new TextDecoder().decode(stdout).trim();
}

/**
 * Tries the exact command line of a child, around a command that does nothing: with everything
 * closed, otherwise with only what can be closed.
 */
async function probeBubblewrap(): Promise<Sandbox> {
  const off = (because: string): Sandbox => ({ kind: "off", because });
  if (Deno.build.os !== "linux") return off(`bubblewrap is for Linux, not ${Deno.build.os}`);
  try {
    let closed = likelyClosed();
    if (await trySandbox(closed) !== undefined) {
      const said = await trySandbox([]);
      if (said?.includes("bwrap: not found")) return off("bubblewrap is not installed");
      if (said !== undefined) return off(`bubblewrap does not work here (${show(said, 200)})`);
      const alone = await Promise.all(closed.map((each) => trySandbox([each])));
      closed = closed.filter((_, index) => alone[index] === undefined);
    }
    const open = CLOSABLE.filter((each) => !closed.includes(each));
    const because = await bubblewrapVersion() +
      (open.length > 0 ? `, which cannot limit ${open.join(" and ")} here` : "");
    return { kind: "bwrap", because, closed };
  } catch (cause) {
    return off(`it cannot be tried (${reasonOf(cause)})`);
  }
}

/** What bubblewrap says if it cannot build this sandbox, or undefined if it can. */
async function trySandbox(closed: readonly Closed[]): Promise<string | undefined> {
  const bounds = { visible: [], env: {}, folder: "/", memory: 2 ** 31, processor: 10 };
  const { success, stderr } = await output(
    confine({ kind: "bwrap", closed }, bounds, "/usr/bin/true", []),
  );
  if (success) return undefined;
  return new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? "";
}

/** Whether the kernel accepts the limits. */
export async function tryLimits(memory: number): Promise<boolean> {
  if (!limitsHold()) return false;
  const bounds = { visible: [], env: {}, folder: "/", memory, processor: 10 };
  return (await output(confine({ kind: "off" }, bounds, "/bin/true", []))).success;
}

async function output({ program, args, cwd, env }: CommandLine): Promise<Deno.CommandOutput> {
  return await new Deno.Command(program, { args, cwd, env, stdin: "null" }).output();
}
