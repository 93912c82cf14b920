/**
 * The folder that a program is compiled from. Nothing in it depends on the checkout's path, the
 * time or its own path, so two builds of the same sources are the same bytes.
 *
 * @module
 */
import { INDEX } from "../../miner/base/appended.ts";
import { APPENDED_PAGE } from "../../miner/dashboard/read_page.ts";
import { joinFiles } from "./append_files.ts";
import { requireNothingOutside } from "./require_nothing_outside.ts";
import { run } from "./run.ts";
import { ADDON, type Target } from "./targets.ts";

/** The WASM engine: the build without threads' helpers, WebGPU and WebNN. */
const WASM_SCRIPT = "ort.wasm.bundle.min.mjs";
const WASM_MODULE = "ort-wasm-simd-threaded.wasm";

/** Among the packages, where Deno embeds files unchanged; elsewhere it would load a .wasm. */
const EMBEDDED_PAGE = "node_modules/deml-dashboard";
const EMBEDDED_MODULE = `node_modules/onnxruntime-web/dist/${WASM_MODULE}`;

const LIBRARIES = "node_modules/onnxruntime-node/bin";

/**
 * Files that Deno would try to read as code; it would embed the failure, with the folder's path.
 */
const UNREAD = /\.(map|d\.ts)$/;

/** The time of every file, in seconds since 1970: the program reports it for its own files. */
const TIME = 1;

/** The folders of a compilation. */
export interface Stage {
  /** What Deno compiles */
  program: string;
  /** The page, which is part of every program in one way or another */
  page: string;
}

/** What a target's program has in addition to modules. */
export interface Extras {
  /** What Deno embeds although nothing imports it: paths in the program's folder */
  embedded: string[];
  /** What is appended to Deno's runtime */
  appended: Uint8Array[];
}

/** Puts what all targets share into a folder. */
export async function stageCommon(root: string, folder: string): Promise<Stage> {
  const stage = `${folder}/program`;
  const page = `${folder}/page`;
  await bundle(root, stage);
  await requireNothingOutside(stage);
  await stagePackages(root, `${stage}/node_modules`);
  await buildPage(root, page);
  await Deno.writeTextFile(`${stage}/deno.json`, `{ "nodeModulesDir": "manual" }\n`);
  // A search from inside finds this and does not go up into the temporary folder.
  await Deno.writeTextFile(`${stage}/package.json`, `{ "type": "module" }\n`);
  return { program: stage, page };
}

/** Puts the large files of one target where they belong, replacing another's. */
export async function stageTarget(
  root: string,
  { program, page }: Stage,
  target: Target,
): Promise<Extras> {
  for (const path of [LIBRARIES, EMBEDDED_PAGE, EMBEDDED_MODULE, INDEX]) {
    await Deno.remove(`${program}/${path}`, { recursive: true }).catch(() => {});
  }
  const from = `${root}${LIBRARIES}/napi-v6/${target.libraries}`;
  const folder = `${program}/${LIBRARIES}/napi-v6/${target.libraries}`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.copyFile(`${from}/${ADDON}`, `${folder}/${ADDON}`);
  // Otherwise Deno would read the libraries as CommonJS.
  await Deno.writeTextFile(`${program}/${LIBRARIES}/package.json`, `{ "type": "module" }\n`);
  const library = `${from}/${target.library}`;
  const module = `${root}${EMBEDDED_MODULE}`;
  const extras = { embedded: ["package.json"], appended: [] as Uint8Array[] };
  if (target.appends) {
    const { index, contents } = await joinFiles([
      { name: target.library, path: library },
      { name: WASM_MODULE, path: module },
      ...(await filesBelow(page)).map((name) => ({
        name: `${APPENDED_PAGE}${name}`,
        path: `${page}/${name}`,
      })),
    ]);
    await Deno.writeTextFile(`${program}/${INDEX}`, JSON.stringify(index));
    extras.embedded.push(INDEX);
    extras.appended = contents;
  } else {
    await Deno.copyFile(library, `${folder}/${target.library}`);
    await Deno.copyFile(module, `${program}/${EMBEDDED_MODULE}`);
    await copy(page, `${program}/${EMBEDDED_PAGE}`);
    extras.embedded.push(EMBEDDED_MODULE, EMBEDDED_PAGE);
  }
  await setTimes(program);
  return extras;
}

async function filesBelow(folder: string, below = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${below}`)) {
    if (isDirectory) found.push(...await filesBelow(folder, `${below}${name}/`));
    else found.push(below + name);
  }
  return found;
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
  for (const file of ["package.json", `dist/${WASM_SCRIPT}`]) {
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
