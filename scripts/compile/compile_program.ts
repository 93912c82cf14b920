/**
 * Compiles a staged program for one target.
 *
 * @module
 */
import { dirname } from "node:path";
import * as variables from "../../miner/base/variables.ts";
import { run } from "./run.ts";
import type { Runtime } from "./runtime.ts";
import { appendFiles } from "./append_files.ts";
import type { Extras, Stage } from "./stage.ts";
import type { Target } from "./targets.ts";

/** The variables that the program reads: its own, and those of its surroundings. */
export const ENVIRONMENT: readonly string[] = [
  ...Object.values(variables),
  "APPDATA",
  "COLUMNS",
  "DEML_DEBUG",
  "HOME",
  "NO_COLOR",
  "TMPDIR",
  "XDG_CONFIG_HOME",
];

/**
 * The program's permissions. Its user names files, hosts and folders on the command line, so
 * reading, writing and connecting cannot be restricted here; the evaluator child gives up every
 * permission before it reads a model. `ffi` loads onnxruntime and `run` starts the child: the paths
 * of both are known only where the program is installed. The size of memory and disk bounds the
 * child's limits, and is shown by `deml doctor`; on the kernel's release depends what can be closed. Nothing imports code: unless that is denied, Deno
 * grants its own list of hosts.
 */
const PERMISSIONS = [
  "--allow-read",
  "--allow-write",
  "--allow-net",
  `--allow-env=${ENVIRONMENT.join(",")}`,
  "--allow-run",
  "--allow-ffi",
  "--allow-sys=osRelease,systemMemoryInfo,statfs,uid",
  "--deny-import",
  "--no-prompt",
];

/**
 * Compiles.
 *
 * @throws Error if it fails, or if the program would depend on where it was compiled
 */
export async function compileProgram(
  stage: Stage,
  { embedded, appended }: Extras,
  target: Target,
  runtime: Runtime,
  output: string,
): Promise<void> {
  // A compiler that fails deletes the previous output.
  const folder = await Deno.makeTempDir({ dir: dirname(output), prefix: "compiling-" });
  try {
    const fresh = `${folder}/deml${target.suffix}`;
    await compileInto(fresh, stage.program, embedded, target, runtime);
    if (appended.length > 0) await appendFiles(fresh, appended);
    await requireNoPath(fresh, dirname(stage.program));
    await Deno.rename(fresh, output);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function compileInto(
  fresh: string,
  stage: string,
  embedded: string[],
  target: Target,
  runtime: Runtime,
): Promise<void> {
  const args = [
    // The code cache would be a file in the temporary folder, loaded whoever wrote it.
    ...["compile", "--quiet", "--no-check", "--no-code-cache", ...PERMISSIONS],
    ...["--target", target.triple],
    ...embedded.flatMap((path) => ["--include", path]),
    ...["-o", fresh, "main.js"],
  ];
  // The compiler must embed package.json, not use it: a program that was built with one looks for
  // another above the folder where it starts.
  const env = { ...runtime.env, DENO_NO_PACKAGE_JSON: "1" };
  try {
    await run(Deno.execPath(), args, stage, env);
  } catch (error) {
    const { message } = error as Error;
    if (!message.includes("denort-")) throw error;
    throw new Error(
      `Deno's own runtime is unreachable. If only npm is reachable, --runtime npm (or ` +
        `DEML_RUNTIME=npm) takes it out of a package that is not Deno's: not for a release.\n${message}`,
    );
  }
}

/** Fails if a program contains the path of the folder that it was compiled from. */
async function requireNoPath(output: string, stage: string): Promise<void> {
  const program = new TextDecoder("latin1").decode(await Deno.readFile(output));
  const at = program.indexOf(stage);
  if (at < 0) return;
  const around = program.slice(Math.max(0, at - 200), at + 200);
  throw new Error(`The program contains the path where it was compiled, ${stage}:\n${around}`);
}
