/**
 * Runs commands one after the other, and stops at the first that fails.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";

/** One command: what it is for, its arguments after `deno`, and where it runs. */
export interface Step {
  title: string;
  args: string[];
  env?: Record<string, string>;
  /** Show what it prints when it has ended: another step runs at the same time */
  held?: boolean;
}

const ROOT = fromFileUrl(new URL("../", import.meta.url));

/** Runs the steps; exits with the code of the first that fails. */
export async function runSteps(steps: Step[]): Promise<void> {
  for (const step of steps) {
    const code = await runStep(step);
    if (code !== 0) Deno.exit(code);
  }
}

/** Runs a step; returns its code. */
export async function runStep({ title, args, env, held }: Step): Promise<number> {
  const started = performance.now();
  if (!held) console.log(`── ${title}`);
  const child = new Deno.Command(Deno.execPath(), {
    args,
    cwd: ROOT,
    env: {
      DENO_TLS_CA_STORE: "system,mozilla",
      RUST_BACKTRACE: "0",
      ...env,
    },
    ...held && { stdout: "piped", stderr: "piped" },
  }).spawn();
  const [{ code }, out, err] = await Promise.all([
    child.status,
    held ? new Response(child.stdout).bytes() : undefined,
    held ? new Response(child.stderr).bytes() : undefined,
  ]);
  if (held) console.log(`── ${title}`);
  if (out) await writeAll(Deno.stdout, out);
  if (err) await writeAll(Deno.stderr, err);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (code === 0) console.log(`── ${title}: ${seconds} s\n`);
  else console.error(`── ${title}: failed with code ${code}`);
  return code;
}

async function writeAll(to: typeof Deno.stdout, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
}
