/**
 * Starting the evaluator child: the same program, in an empty folder, with an empty environment.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";

/** A started child and the folder that is its own. */
export interface Child {
  process: Deno.ChildProcess;
  folder: string;
}

/** Starts a child; whoever starts it removes its folder. */
export async function spawnChild(): Promise<Child> {
  const folder = await Deno.makeTempDir({ prefix: "deml-evaluator-" });
  const process = new Deno.Command(Deno.execPath(), {
    args: [...programArguments(), "evaluator-child"],
    cwd: folder,
    clearEnv: true,
    env: environment(folder),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  return { process, folder };
}

/** From sources, Deno needs to be told what to run; the compiled program is the program. */
function programArguments(): string[] {
  if (Deno.build.standalone) return [];
  const root = new URL("../../", import.meta.url);
  return [
    "run",
    "--quiet",
    "--no-prompt",
    "--no-check",
    "--cached-only",
    "--allow-read",
    "--allow-ffi",
    "--allow-env",
    "--allow-sys",
    `--config=${fromFileUrl(new URL("deno.json", root))}`,
    fromFileUrl(new URL("miner/main.ts", root)),
  ];
}

function environment(folder: string): Record<string, string> {
  const env: Record<string, string> = {
    // onnxruntime would look for hosts and keep an identifier of this device.
    ORT_DISABLE_TELEMETRY: "1",
    NO_COLOR: "1",
    TMPDIR: folder,
  };
  if (!Deno.build.standalone) {
    // Where Deno finds the sources that it has compiled before.
    for (const name of ["DENO_DIR", "HOME"]) {
      const value = Deno.env.get(name);
      if (value !== undefined) env[name] = value;
    }
  }
  return env;
}
