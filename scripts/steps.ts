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
export async function runStep({ title, args, env }: Step): Promise<number> {
  const started = performance.now();
  console.log(`── ${title}`);
  const { code } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: ROOT,
    env: {
      DENO_TLS_CA_STORE: "system,mozilla",
      RUST_BACKTRACE: "0",
      ...env,
    },
  }).spawn().status;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (code === 0) console.log(`── ${title}: ${seconds} s\n`);
  else console.error(`── ${title}: failed with code ${code}`);
  return code;
}
