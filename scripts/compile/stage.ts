/**
 * The folder that a program is compiled from. Nothing in it depends on the checkout's path, the
 * time or its own path, so two builds of the same sources are the same bytes.
 *
 * @module
 */
import { requireNothingOutside } from "./require_nothing_outside.ts";
import { run } from "./run.ts";
import type { Target } from "./targets.ts";

/** The WASM engine: the build without threads' helpers, WebGPU and WebNN. */
const WASM_FILES = ["ort.wasm.bundle.min.mjs", "ort-wasm-simd-threaded.wasm"];

/** Among the packages, where Deno embeds files unchanged; elsewhere it would load a .wasm. */
export const PAGE = "node_modules/deml-dashboard";

const LIBRARIES = "node_modules/onnxruntime-node/bin";

/**
 * Files that Deno would try to read as code; it would embed the failure, with the folder's path.
 */
const UNREAD = /\.(map|d\.ts)$/;

/** The time of every file, in seconds since 1970: the program reports it for its own files. */
const TIME = 1;

/** Puts what all targets share into a folder. */
export async function stageCommon(root: string, stage: string): Promise<void> {
  await bundle(root, stage);
  await requireNothingOutside(stage);
  await stagePackages(root, `${stage}/node_modules`);
  await buildPage(root, `${stage}/${PAGE}`);
  await Deno.writeTextFile(`${stage}/deno.json`, `{ "nodeModulesDir": "manual" }\n`);
  // A search from inside finds this and does not go up into the temporary folder.
  await Deno.writeTextFile(`${stage}/package.json`, `{ "type": "module" }\n`);
}

/** Puts the libraries of one target into a folder, replacing another's. */
export async function stageTarget(root: string, stage: string, target: Target): Promise<void> {
  await Deno.remove(`${stage}/${LIBRARIES}`, { recursive: true }).catch(() => {});
  const folder = `${stage}/${LIBRARIES}/napi-v6/${target.libraries}`;
  await Deno.mkdir(folder, { recursive: true });
  for (const file of target.files) {
    const from = `${root}${LIBRARIES}/napi-v6/${target.libraries}/${file}`;
    await Deno.copyFile(from, `${folder}/${file}`);
  }
  // Otherwise Deno would read the libraries as CommonJS.
  await Deno.writeTextFile(`${stage}/${LIBRARIES}/package.json`, `{ "type": "module" }\n`);
  await setTimes(stage);
}

/** Bundles one file for each part that starts on its own: a command, the child, an engine. */
async function bundle(root: string, folder: string): Promise<void> {
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

/** Copies both engines, without the native one's libraries. */
async function stagePackages(root: string, modules: string): Promise<void> {
  const from = (name: string) => Deno.realPath(`${root}node_modules/${name}`);
  const node = await from("onnxruntime-node");
  for (const part of ["package.json", "dist"]) {
    await copy(`${node}/${part}`, `${modules}/onnxruntime-node/${part}`);
  }
  await copy(await Deno.realPath(`${node}/../onnxruntime-common`), `${modules}/onnxruntime-common`);
  const web = await from("onnxruntime-web");
  for (const file of ["package.json", ...WASM_FILES.map((name) => `dist/${name}`)]) {
    await copy(`${web}/${file}`, `${modules}/onnxruntime-web/${file}`);
  }
}

/** Copies a file or a folder, without documentation and type declarations. */
async function copy(from: string, to: string): Promise<void> {
  if ((await Deno.stat(from)).isFile) {
    if (UNREAD.test(from)) return;
    await Deno.mkdir(to.slice(0, to.lastIndexOf("/")), { recursive: true });
    return await Deno.copyFile(from, to);
  }
  for await (const { name } of Deno.readDir(from)) await copy(`${from}/${name}`, `${to}/${name}`);
}

/** Builds the page that `deml dashboard` serves. */
async function buildPage(root: string, folder: string): Promise<void> {
  await run(
    Deno.execPath(),
    ["run", "-A", "npm:vite@8.3.8", "build", "--outDir", folder, "--emptyOutDir", "dashboard"],
    root,
  );
}

async function setTimes(folder: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) await setTimes(`${folder}/${name}`);
    else await Deno.utime(`${folder}/${name}`, TIME, TIME);
  }
}
